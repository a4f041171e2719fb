import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { loadDataset } from "../../data/mod.ts";
import { writeModel } from "../../src/checkpoint/tfjs_models.ts";
import { evaluateModel } from "../../src/runs/mod.ts";
import { PIXELS, smallNet } from "./small_net.ts";

const DATA = { name: "shapes", shapes: { train: 0, test: 40 } };
const backend = { name: "cpu", device: "CPU:0", version: "4", threads: 1, determinism: {} };

Deno.test("evaluateModel() agrees with predict() and a cross-entropy by hand", async () => {
  const model = smallNet();
  const dataset = await loadDataset(DATA);
  const { accuracy, loss, images, perClass } = await evaluateModel(
    { path: "net", model, normalization: PIXELS },
    dataset,
    { backend, batchSize: 7 },
  );
  const scores = tf.tidy(() => {
    const input = tf.tensor4d(Float32Array.from(dataset.test.pixels), [40, 32, 32, 3]).div(255);
    const output = model.predict(input);
    if (!(output instanceof tf.Tensor)) throw new TypeError("expected one output");
    return output.as2D(40, 10).arraySync();
  });
  let [right, nats] = [0, 0];
  scores.forEach((row, i) => {
    const label = dataset.test.labels[i] ?? 0;
    if (row.indexOf(Math.max(...row)) === label) right++;
    nats += Math.log(row.reduce((sum, score) => sum + Math.exp(score), 0)) - (row[label] ?? NaN);
  });
  assert.equal(images, 40);
  assert.equal(accuracy, right / 40);
  assert.ok(Math.abs((loss ?? NaN) - nats / 40) < 1e-5);
  assert.deepEqual(perClass.map(({ images }) => images), new Array(10).fill(4));
  model.dispose();
});

Deno.test("evaluateModel() refuses models and images that do not fit, with the reason", async () => {
  const model = smallNet(3);
  const source = { path: "net", model, normalization: PIXELS };
  await assert.rejects(
    evaluateModel(source, DATA, { backend }),
    /Cannot evaluate net on shapes: the model distinguishes 3 classes, the data have 10/,
  );
  const gray = { ...source, normalization: { mean: [0], std: [1] } };
  await assert.rejects(evaluateModel(gray, DATA, { backend }), {
    message: /`mean` has 1 channels, the images have 3/,
    option: "mean",
  });
  model.dispose();
});

Deno.test("evaluateModel() of a file without normalization asks for mean and std, and leaks nothing", async () => {
  const folder = await Deno.makeTempDir();
  const model = smallNet();
  await writeModel(folder, "0", model, { metadata: {}, arrays: {} });
  model.dispose();
  const before = tf.memory().numTensors;
  await assert.rejects(
    evaluateModel(folder, DATA, { backend }),
    /\(give `mean` and `std`, such as/,
  );
  const { images } = await evaluateModel(folder, DATA, { backend, ...PIXELS });
  assert.equal(images, 40);
  assert.equal(tf.memory().numTensors, before);
  await Deno.remove(folder, { recursive: true });
});

for (const bad of [NaN, Infinity]) {
  Deno.test(`evaluateModel() of a model with the weight ${bad} is an error that names it`, async () => {
    const model = smallNet();
    const kernel = model.getLayer("two").weights[0];
    tf.tidy(() => void kernel?.write(tf.onesLike(kernel.read()).mul(bad)));
    const before = tf.memory().numTensors;
    await assert.rejects(
      evaluateModel({ path: "net", model, normalization: PIXELS }, DATA, { backend }),
      {
        name: "InputError",
        message: /^Cannot evaluate net: found NaN or infinity in two\/kernel, expected finite/,
      },
    );
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });
}

Deno.test("evaluateModel() of finite weights whose scores overflow is an error", async () => {
  const model = smallNet();
  for (const { weights: [kernel] } of [model.getLayer("one"), model.getLayer("two")]) {
    tf.tidy(() => void kernel?.write(tf.onesLike(kernel.read()).mul(1e30)));
  }
  await assert.rejects(
    evaluateModel({ path: "net", model, normalization: PIXELS }, DATA, { backend }),
    /its scores are NaN or infinite for \d+ of 40 images, expected finite ones/,
  );
  model.dispose();
});
