import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compile } from "../../src/backend/mod.ts";
import { InputError } from "../../src/errors.ts";
import { Rng } from "../../src/rng.ts";
import { DropoutMasks } from "../../src/training/mod.ts";
import { testOnBackends } from "../backend/backends.ts";

/** Two dropout layers, of which the second is applied twice. */
function net(): tf.LayersModel {
  const input = tf.input({ shape: [6] });
  const shared = tf.layers.dropout({ rate: 0.25, name: "shared" });
  const first = tf.layers.dropout({ rate: 0.5, name: "first" }).apply(input) as tf.SymbolicTensor;
  const second = shared.apply(first) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: shared.apply(second) as tf.SymbolicTensor });
}

async function valuesOf(tensors: readonly tf.Tensor[]): Promise<number[][]> {
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose([...tensors]);
  return values.map((array) => [...array]);
}

testOnBackends(
  "a mask is 0 with the layer's rate as probability, otherwise 1 / (1 - rate)",
  async () => {
    const masks = new DropoutMasks(net(), new Rng(1));
    const all = await valuesOf(masks.draw(0, 5000));
    assert.deepEqual(all.map((mask) => mask.length), [30_000, 30_000, 30_000]);
    for (const [mask, rate] of [[all[0] ?? [], 0.5], [all[1] ?? [], 0.25]] as const) {
      assert.deepEqual(new Set(mask), new Set([0, Math.fround(1 / (1 - rate))]));
      const dropped = mask.filter((value) => value === 0).length / mask.length;
      // Five standard deviations of a mean of 30,000 draws.
      assert.ok(Math.abs(dropped - rate) < 5 * Math.sqrt(rate * (1 - rate) / 30_000), `${dropped}`);
    }
  },
);

testOnBackends(
  "masks depend on seed, step and application, and on nothing drawn before",
  async () => {
    const draw = (seed: number, step: number) =>
      valuesOf(new DropoutMasks(net(), new Rng(seed)).draw(step, 20));
    const masks = new DropoutMasks(net(), new Rng(1));
    await valuesOf(masks.draw(0, 20));
    assert.deepEqual(await valuesOf(masks.draw(7, 20)), await draw(1, 7));
    assert.notDeepEqual(await draw(1, 7), await draw(1, 8));
    assert.notDeepEqual(await draw(1, 7), await draw(2, 7));
    const [, second, third] = await draw(1, 7);
    assert.notDeepEqual(second, third);
  },
);

testOnBackends("in a compiled function each dropout layer multiplies by its masks", async () => {
  const model = net();
  const dropout = new DropoutMasks(model, new Rng(3));
  using compiled = compile(
    (x, ...masks) => [
      dropout.during(masks, () => model.apply(x, { training: true }) as tf.Tensor),
      model.apply(x, { training: false }) as tf.Tensor,
    ],
    [],
  );
  const x = tf.tensor2d(Array.from({ length: 12 }, (_, i) => i + 1), [2, 6]);
  for (const step of [0, 1]) {
    const masks = dropout.draw(step, 2);
    const [trained = x, evaluated = x] = compiled.run(x, ...masks);
    const factors = await valuesOf(masks);
    const expected = [...await x.data()].map((value, i) =>
      factors.reduce((product, mask) => Math.fround(product * (mask[i] ?? NaN)), value)
    );
    assert.deepEqual(await valuesOf([trained, evaluated]), [expected, [...await x.data()]]);
  }
  x.dispose();
});

testOnBackends(
  "the model has its own dropout again after the function, also when it throws",
  () => {
    const model = net();
    const dropout = new DropoutMasks(model, new Rng(3));
    const masks = dropout.draw(0, 2);
    assert.throws(() =>
      dropout.during(masks, () => {
        throw new Error("no memory");
      }), /no memory/);
    for (const layer of model.layers) assert.ok(!Object.hasOwn(layer, "call"), layer.name);
    tf.dispose(masks);
  },
);

testOnBackends("noiseShape shares a mask along the axes of size 1", async () => {
  const model = tf.sequential({
    layers: [tf.layers.dropout({ rate: 0.5, noiseShape: [1, 1, 3], inputShape: [4, 3] })],
  });
  const [mask] = new DropoutMasks(model, new Rng(1)).draw(0, 8);
  assert.deepEqual(mask?.shape, [1, 1, 3]);
  mask?.dispose();
  await Promise.resolve();
});

for (
  const [what, layer] of [
    ["Gaussian noise", tf.layers.gaussianNoise({ stddev: 0.1, name: "noisy" })],
    ["Gaussian dropout", tf.layers.gaussianDropout({ rate: 0.5, name: "noisy" })],
    ["alpha dropout", tf.layers.alphaDropout({ rate: 0.5, name: "noisy" })],
    ["an LSTM with dropout", tf.layers.lstm({ units: 2, dropout: 0.5, name: "noisy" })],
  ] as const
) {
  Deno.test(`a model with ${what} is refused by the layer's name`, () => {
    const input = tf.input({ shape: [4, 3] });
    const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
    assert.throws(
      () => new DropoutMasks(model, new Rng(1)),
      (error) => error instanceof InputError && /layer "noisy"/.test(error.message),
    );
  });
}
