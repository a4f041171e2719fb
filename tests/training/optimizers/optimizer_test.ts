import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { Optimizer, type OptimizerOptions } from "../../../src/training/mod.ts";

await tf.setBackend("cpu");

/** The values of one weight, at 1 first, after steps with the gradients 1, 2, … and learning rate 0.1. */
function path(options: OptimizerOptions, steps: number): number[] {
  const weight = tf.variable(tf.scalar(1));
  using optimizer = new Optimizer([weight], options);
  const values = Array.from({ length: steps }, (_, i) => {
    tf.tidy(() => optimizer.apply({ [weight.name]: tf.scalar(i + 1) }, optimizer.begin(0.1)));
    return weight.dataSync()[0] ?? NaN;
  });
  weight.dispose();
  return values;
}

function assertClose(actual: readonly number[], expected: readonly number[]) {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - (expected[i] ?? NaN)) < 1e-6, `${actual} is not ${expected}`);
  });
}

Deno.test("sgd: 1 - 0.1, then - 0.2", () => {
  assertClose(path({ name: "sgd" }, 2), [0.9, 0.7]);
});

Deno.test("momentum 0.5: velocities 1, 2.5, 4.25", () => {
  assertClose(path({ name: "momentum", momentum: 0.5 }, 3), [0.9, 0.65, 0.225]);
});

Deno.test("nesterov 0.5 looks ahead: directions 1.5, 3.25", () => {
  assertClose(path({ name: "nesterov", momentum: 0.5 }, 2), [0.85, 0.525]);
});

Deno.test("adam's first step is the learning rate for any gradient", () => {
  assertClose(path({ name: "adam" }, 1), [0.9]);
});

Deno.test("adam's second step by hand", () => {
  // m = (0.09 + 0.2) / 0.19, v = (0.000999 + 0.004) / 0.001999
  assertClose(path({ name: "adam" }, 2), [
    0.9,
    0.9 - 0.1 * (0.29 / 0.19) / Math.sqrt(4.999 / 1.999),
  ]);
});

Deno.test("rmsprop divides by the root of the running mean square", () => {
  const first = 1 - 0.1 / Math.sqrt(0.1);
  assertClose(path({ name: "rmsprop" }, 2), [first, first - 0.2 / Math.sqrt(0.09 + 0.4)]);
});

Deno.test("weight decay adds its share of the weight to the gradient", () => {
  // 1 - 0.1 (1 + 0.5), then with w = 0.85: - 0.1 (2 + 0.425)
  assertClose(path({ name: "sgd", weightDecay: 0.5 }, 2), [0.85, 0.6075]);
});

Deno.test("tfjs' own momentum gives the same values", () => {
  const weight = tf.variable(tf.tensor1d([1, -2]));
  const theirs = tf.variable(tf.tensor1d([1, -2]));
  using optimizer = new Optimizer([weight], { name: "nesterov", momentum: 0.9 });
  const reference = tf.train.momentum(0.05, 0.9, true);
  for (let i = 0; i < 20; i++) {
    tf.tidy(() => optimizer.apply({ [weight.name]: weight.mul(2) }, optimizer.begin(0.05)));
    tf.tidy(() => reference.applyGradients({ [theirs.name]: theirs.mul(2) }));
  }
  assertClose(Array.from(weight.dataSync()), Array.from(theirs.dataSync()));
  reference.dispose();
  tf.dispose([weight, theirs]);
});

Deno.test("an optimizer disposes of its slots and not of the variables", () => {
  const weight = tf.variable(tf.scalar(1));
  const before = tf.memory().numTensors;
  {
    using optimizer = new Optimizer([weight], { name: "adam" });
    tf.tidy(() => optimizer.apply({ [weight.name]: tf.scalar(1) }, optimizer.begin(0.1)));
  }
  assert.equal(tf.memory().numTensors, before);
  weight.dispose();
});
