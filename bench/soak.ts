/**
 * Thousands of training steps, which must not use more and more memory. Fails if the tensor count changes, or if the
 * process's resident memory grows by more than a tenth after the first part.
 *
 *     deno run -A bench/soak.ts [--backend tensorflow] [--steps 12000] [--settle 1000] [--batch 16]
 *
 * @module
 */

import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { cacheFolder } from "../cli/options/cache_folder.ts";
import { BACKENDS, useBackend } from "../src/backend/mod.ts";
import { trainableVariables } from "../src/filters/mod.ts";
import { Optimizer } from "../src/training/mod.ts";
import { labeledImages } from "../src/tasks/mod.ts";
import { TrainingStep } from "../src/training/mod.ts";
import { c3x32 } from "../tests/backend/models.ts";

const { values } = parseArgs({
  options: {
    backend: { type: "string", default: "tensorflow" },
    steps: { type: "string", default: "12000" },
    settle: { type: "string", default: "1000" },
    batch: { type: "string", default: "16" },
  },
});
const [steps, settle, batch] = [values.steps, values.settle, values.batch].map(Number);
const backend = BACKENDS.find((name) => name === values.backend);
assert.ok(steps !== undefined && settle !== undefined && batch !== undefined);
assert.ok(backend !== undefined, `--backend ${values.backend}: expected one of ${BACKENDS}`);

const print = (text: string) => Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
const megabytes = () => Deno.memoryUsage().rss / 2 ** 20;

await useBackend({
  backend,
  cacheDirectory: cacheFolder((name) => Deno.env.get(name)),
  ...(Deno.env.get("REPR_TENSORFLOW")
    ? { tensorflowDirectory: Deno.env.get("REPR_TENSORFLOW") ?? "" }
    : {}),
});
const shape = [32, 32, 3] as const;
const model = c3x32(32, { batchNormalization: true });
const optimizer = new Optimizer(trainableVariables(model), { name: "momentum" });
const training = new TrainingStep({ model, task: labeledImages(shape), optimizer });
let settled = { tensors: 0, megabytes: 0 };
for (let i = 1; i <= steps; i++) {
  const images = new Float32Array(batch * 32 * 32 * 3).fill(0.5); // as in every batch
  const fields = { images, labels: new Int32Array(batch) };
  await training.run({ count: batch, fields }, 0.01, i);
  if (i === settle) settled = { tensors: tf.memory().numTensors, megabytes: megabytes() };
  if (i % settle === 0) {
    await print(`step ${i}: ${tf.memory().numTensors} tensors, ${megabytes().toFixed(0)} MB`);
  }
}
assert.equal(tf.memory().numTensors, settled.tensors, "the number of tensors changed");
assert.ok(
  megabytes() < 1.1 * settled.megabytes,
  `resident memory grew from ${settled.megabytes} MB`,
);
