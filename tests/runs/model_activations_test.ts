import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { shapes } from "../../data/mod.ts";
import { modelActivations } from "../../src/runs/mod.ts";
import type { ActivationMaps } from "../../src/similarity/mod.ts";
import { PIXELS, smallNet } from "./small_net.ts";

const { test: images } = shapes({ train: 0, test: 10 });

/** The outputs of a layer for some images, by tfjs' own predict. */
function predicted(model: tf.LayersModel, layer: string, indices: readonly number[]): Float32Array {
  return tf.tidy(() => {
    const part = tf.model({ inputs: model.inputs, outputs: [model.getLayer(layer).output].flat() });
    const all = tf.tensor4d(Float32Array.from(images.pixels), [10, 32, 32, 3]).div(255);
    const output = part.predict(all.gather([...indices]));
    if (!(output instanceof tf.Tensor)) throw new TypeError("expected one output");
    return output.dataSync<"float32">();
  });
}

Deno.test("modelActivations() of two models: what predict() computes, batch by batch, without leaks", async () => {
  const models = [smallNet(), smallNet()];
  const before = tf.memory().numTensors;
  const activations = await modelActivations(
    models.map((model, i) => ({ path: `${i}`, model, normalization: PIXELS })),
    images,
    { indices: Uint32Array.of(1, 4, 9), batchSize: 2 },
  );
  assert.deepEqual(
    activations.layers.map(({ name, activation, model }) => [name, activation, model]),
    [["one", "relu", 1], ["two", "two", 1], ["one", "relu", 2], ["two", "two", 2]],
  );
  assert.equal(activations.images, 3);
  const read: Pick<ActivationMaps, "images" | "data">[] = [];
  for await (const { images, data } of activations.read()) read.push({ images, data });
  assert.deepEqual(read.map(({ images }) => images), [2, 2, 2, 2, 1, 1, 1, 1]);
  for (const [batch, indices] of [[1, 4], [9]].entries()) {
    for (const [i, { activation, model }] of activations.layers.entries()) {
      const net = models[model - 1];
      assert.ok(net !== undefined);
      const expected = predicted(net, activation, indices);
      const found = read[4 * batch + i]?.data ?? [];
      assert.equal(found.length, expected.length);
      for (const [k, value] of expected.entries()) {
        assert.ok(Math.abs((found[k] ?? NaN) - value) < 1e-5);
      }
    }
  }
  assert.equal(tf.memory().numTensors, before);
  for (const model of models) model.dispose();
});

Deno.test("modelActivations() lists the convolutions if none is wanted", async () => {
  const model = smallNet();
  await assert.rejects(
    modelActivations([{ path: "net", model, normalization: PIXELS }], images, { layers: /three/ }),
    {
      message: /^Cannot compare net: no convolution matches three \(there are one, two, …\)$/,
      option: "layers",
    },
  );
  model.dispose();
});

Deno.test("modelActivations() ends with the signal's reason", async () => {
  const model = smallNet();
  const source = { path: "net", model, normalization: PIXELS };
  const activations = await modelActivations([source], images);
  const reason = new Error("enough");
  await assert.rejects(async () => {
    for await (const _maps of activations.read(AbortSignal.abort(reason))) { /* not reached */ }
  }, reason);
  model.dispose();
});
