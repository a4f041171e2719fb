/**
 * Images a second of our training step: `deno run -A tfjs_train.ts MODEL BATCH SECONDS ENGINE` prints one JSON object.
 *
 * ENGINE is `tensorflow` or `wasm` (ours), or `stock`: TensorFlow with tfjs-node's own kernels and gradients.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { cacheFolder } from "../../cli/options/cache_folder.ts";
import { useBackend } from "../../src/backend/mod.ts";
import { createBinding } from "../../src/backend/tensorflow/binding/binding.ts";
import { Libtensorflow } from "../../src/backend/tensorflow/ffi/libtensorflow.ts";
import { locate } from "../../src/backend/tensorflow/ffi/installation.ts";
import { Runtime } from "../../src/backend/tensorflow/eager/runtime.ts";
import { NodeJSKernelBackend } from "../../src/backend/tensorflow/binding/tfjs_node.ts";
import { trainableVariables } from "../../src/filters/mod.ts";
import { buildModel } from "../../src/models/mod.ts";
import { Rng } from "../../src/rng.ts";
import { Optimizer } from "../../src/training/optimizers/optimizer.ts";
import { labeledImages } from "../../src/tasks/mod.ts";
import { TrainingStep } from "../../src/training/mod.ts";

const directory = Deno.env.get("REPR_TENSORFLOW");
const where = {
  cacheDirectory: cacheFolder((name) => Deno.env.get(name)),
  ...(directory ? { tensorflowDirectory: directory } : {}),
};

async function start(engine: string): Promise<number> {
  if (engine !== "stock") {
    const { threads } = await useBackend({
      ...where,
      backend: engine === "wasm" ? "wasm" : "tensorflow",
    });
    return threads;
  }
  tf.enableProdMode();
  const { directory } = await locate(where) ?? { directory: "" };
  const threads = navigator.hardwareConcurrency;
  const runtime = new Runtime(await Libtensorflow.load(directory), { threads, hideGpus: false });
  const backend = new NodeJSKernelBackend(createBinding(runtime), "@tensorflow/tfjs-node");
  tf.registerBackend("tensorflow", () => backend);
  await tf.setBackend("tensorflow");
  return threads;
}

const [name = "c3-32", batch = "128", seconds = "5", engine = "tensorflow"] = Deno.args;
const threads = await start(engine);
const count = Number(batch);
const shape = [32, 32, 3] as const;
const model = buildModel(name, { inputShape: shape, classes: 10, rng: new Rng(1) });
const optimizer = new Optimizer(trainableVariables(model), { name: "sgd" });
const rng = new Rng(2);
const images = Float32Array.from({ length: count * 32 * 32 * 3 }, () => rng.uniform());
const labels = Int32Array.from({ length: count }, (_, i) => i % 10);
const training = new TrainingStep({ model, task: labeledImages(shape), optimizer });
const step = (index: number) => training.run({ count, fields: { images, labels } }, 0.01, index);

let steps = 0;
while (steps < 5) await step(steps++);
steps = 0;
const from = performance.now();
while (performance.now() - from < 1000 * Number(seconds)) {
  await step(steps++);
}
const imagesPerSecond = 1000 * steps * count / (performance.now() - from);
const version = tf.version_core;
await Deno.stdout.write(
  new TextEncoder().encode(JSON.stringify({ imagesPerSecond, version, threads }) + "\n"),
);
