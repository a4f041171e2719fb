import assert from "node:assert/strict";
import { loadDataset } from "../../data/mod.ts";
import { train } from "../../src/runs/mod.ts";
import { resolveTrain } from "../../cli/train/resolve.ts";
import { backends, start } from "../backend/backends.ts";

/** C3(32), the paper's optimizer, 22 steps of 64 images. */
const { training } = await resolveTrain(
  { preset: "quick", limit: "1600", epochs: "1", cycles: "0", optimizer: "sgd" },
  () => undefined,
);
const dataset = await loadDataset({ name: "shapes", limit: 1600 });

async function losses(): Promise<number[]> {
  const means: number[] = [];
  const { model } = await train(training, {
    dataset,
    progress: (event) => {
      if (event.type === "step") means.push(event.loss);
    },
  });
  model.dispose();
  return means.slice(0, 20).map((mean, i) => mean * (i + 1) - (means[i - 1] ?? 0) * i);
}

Deno.test("all backends agree on the loss of the first twenty steps to 1e-4", async () => {
  const paths: number[][] = [];
  for (const backend of backends) {
    await start(backend);
    paths.push(await losses());
  }
  const [first = [], ...others] = paths;
  assert.equal(first.length, 20);
  assert.ok((first.at(-1) ?? NaN) < (first[0] ?? 0), "the loss falls");
  for (const other of others) {
    other.forEach((loss, i) => {
      const expected = first[i] ?? NaN;
      assert.ok(Math.abs(loss / expected - 1) < 1e-4, `step ${i + 1}: ${loss} and ${expected}`);
    });
  }
});
