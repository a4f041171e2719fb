import assert from "node:assert/strict";
import { join } from "node:path";
import { openModelFile } from "../../../src/checkpoint/mod.ts";
import { Folder } from "../../report/folder.ts";

/** A model of 1 x 1 convolutions, as a layers model or as a graph model. */
async function writeModel(folder: string, kind: "layers" | "graph", count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `block${index}/conv`);
  const modelTopology = kind === "graph"
    ? {
      node: names.flatMap((name, index) => [
        { name: `${name}/kernel`, op: "Const", attr: {} },
        {
          name: `${name}/Conv2D`,
          op: "Conv2D",
          input: [names[index - 1] ?? "image", `${name}/kernel`],
          attr: {},
        },
      ]),
    }
    : {
      model_config: {
        class_name: "Sequential",
        config: {
          layers: names.map((name) => ({ class_name: "Conv2D", config: { name, filters: 1 } })),
        },
      },
    };
  const weights = names.map((name) => ({
    name: `${name}/kernel`,
    shape: [1, 1, 1, 1],
    dtype: "float32",
  }));
  const numbers = Float32Array.from(names, (_, index) => index);
  await Deno.mkdir(folder);
  await Deno.writeFile(join(folder, "weights.bin"), new Uint8Array(numbers.buffer));
  await Deno.writeTextFile(
    join(folder, "model.json"),
    JSON.stringify({ modelTopology, weightsManifest: [{ paths: ["weights.bin"], weights }] }),
  );
}

for (const kind of ["layers", "graph"] as const) {
  Deno.test(`a TF.js ${kind} model of ten times as many layers takes about ten times as long to open`, async () => {
    using folder = new Folder();
    const milliseconds = async (count: number) => {
      const path = join(folder.path, String(count));
      await writeModel(path, kind, count);
      let least = Infinity;
      for (let round = 0; round < 3; round++) {
        const start = performance.now();
        using file = await openModelFile(path);
        assert.equal(file.layers.length, count);
        assert.deepEqual([...file.layers[count - 1]?.tensor.read() ?? []], [count - 1]);
        least = Math.min(least, performance.now() - start);
      }
      return least;
    };
    const small = await milliseconds(2000);
    const large = await milliseconds(20_000);
    assert.ok(large < 35 * small, `${small} ms, then ${large} ms`);
  });
}
