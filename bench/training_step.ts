/**
 * Images a second of a training step of C3(32) on the embedded backend: gradients composed of stock kernels, and our
 * own kernels, in one run.
 *
 *     deno run -A bench/training_step.ts [--json]
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { fileURLToPath } from "node:url";
import { patchTfjs } from "../src/backend/patches/patch_tfjs.ts";
import { wasmBackend } from "../src/backend/wasm/interface.ts";
import { KernelModule } from "../src/backend/wasm/kernel_module.ts";
import { registerCompositions, registerFastKernels } from "../src/backend/wasm/register_kernels.ts";
import { c3x32 } from "../tests/backend/models.ts";

const BATCHES = [64, 128];
const ROUNDS = 7;

/** The middle of several measurements, each of `steps` steps. */
function imagesPerSecond(batch: number, steps: number): number {
  const model = c3x32();
  const optimizer = tf.train.sgd(0.01);
  const x = tf.randomUniform([batch, 32, 32, 3], 0, 1, "float32", 1);
  const classes = tf.tidy(() =>
    tf.oneHot(tf.tensor1d(Array.from({ length: batch }, (_, i) => i % 10), "int32"), 10)
  );
  const step = () =>
    optimizer.minimize(() => {
      const logits = model.apply(x, { training: true }) as tf.Tensor;
      return tf.losses.softmaxCrossEntropy(classes, logits).asScalar();
    });
  for (let i = 0; i < 3; i++) step();
  const rates = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (let i = 0; i < steps; i++) step();
    return 1000 * steps * batch / (performance.now() - start);
  });
  tf.dispose([x, classes]);
  optimizer.dispose();
  model.dispose();
  return rates.sort((a, b) => a - b)[ROUNDS >> 1] ?? NaN;
}

tf.enableProdMode();
setWasmPaths(fileURLToPath(new URL("./", import.meta.resolve("@tensorflow/tfjs-backend-wasm"))));
await tf.setBackend("wasm");
const backend = wasmBackend();
registerCompositions(backend);
const composed = BATCHES.map((batch) => imagesPerSecond(batch, 2));
patchTfjs();
registerFastKernels(backend, await KernelModule.load(backend));
const ours = BATCHES.map((batch) => imagesPerSecond(batch, 8));

const rows = BATCHES.map((batch, i) => {
  const [before = NaN, after = NaN] = [composed[i], ours[i]];
  return { batch, composition: before, kernels: after, ratio: after / before };
});
const text = Deno.args.includes("--json")
  ? JSON.stringify({ model: "c3-32", unit: "images/s", rows }, null, 2)
  : rows.map(({ batch, composition, kernels, ratio }) =>
    `batch ${batch}: composition ${composition.toFixed(0)} images/s, ` +
    `kernels ${kernels.toFixed(0)} images/s, ratio ${ratio.toFixed(2)}`
  ).join("\n");
await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
