import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { type Objective, Optimizer, sumOf, TrainingStep } from "../../src/training/mod.ts";
import { testOnBackends } from "../backend/backends.ts";

/** A model of one weight w, y = w x, and mean squared error as its loss. */
function line(weight: number) {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [1] })],
  });
  tf.tidy(() => model.setWeights([tf.tensor2d([[weight]])]));
  const variable = model.weights[0]?.read();
  assert.ok(variable instanceof tf.Variable);
  const task = {
    fields: [
      { name: "x", dtype: "float32", shape: [1] },
      { name: "y", dtype: "float32", shape: [1] },
    ],
    inputs: ({ x }: Record<"x" | "y", tf.Tensor>) => [x],
    sums: () => ({}),
    objective: {
      terms: ({ fields: { y }, outputs: [output] }) => ({
        error: output === undefined ? tf.scalar(NaN) : output.sub(y).square().mean(),
      }),
    } satisfies Objective<"x" | "y">,
  } as const;
  return { model, variable, task };
}

/** Two examples: (1, 3) and (2, 4). */
const BATCH = { count: 2, fields: { x: Float32Array.of(1, 2), y: Float32Array.of(3, 4) } };

testOnBackends(
  "the terms of several objectives add up, in the loss and in its gradient",
  async () => {
    const { model, variable, task } = line(1);
    const teacher = tf.variable(tf.scalar(5));
    const penalty: Objective = {
      variables: [teacher],
      terms: () => ({ penalty: variable.sub(teacher).square().mean().mul(0.5) }),
    };
    const optimizer = new Optimizer([variable], { name: "sgd" });
    using step = new TrainingStep({
      model,
      task,
      optimizer,
      objective: sumOf<string>(task.objective, penalty),
    });
    const tally = await step.run(BATCH, 0.1, 0);
    // Error: ((1 - 3)^2 + (2 - 4)^2) / 2 = 4. Penalty: (1 - 5)^2 / 2 = 8.
    assert.deepEqual(tally, {
      examples: 2,
      loss: 24,
      sums: { "loss/error": 8, "loss/penalty": 16 },
    });
    // d error / dw = ((1 - 3) 1 + (2 - 4) 2) = -6; d penalty / dw = 1 - 5 = -4; w = 1 + 0.1 * 10.
    assert.ok(Math.abs(((await variable.data())[0] ?? 0) - 2) < 1e-6);
    teacher.assign(tf.scalar(2)); // read again at every step
    const next = await step.run(BATCH, 0, 1);
    assert.ok(Math.abs(next.sums["loss/penalty"] ?? 1) < 1e-6);
    optimizer[Symbol.dispose]();
    tf.dispose([teacher]);
    model.dispose();
  },
);

testOnBackends("a single term is the loss, and needs no sum of its own", async () => {
  const { model, variable, task } = line(1);
  using optimizer = new Optimizer([variable], {});
  using step = new TrainingStep({ model, task, optimizer });
  assert.deepEqual(await step.run(BATCH, 0.1, 0), { examples: 2, loss: 8, sums: {} });
  model.dispose();
});

Deno.test("two terms of one name are refused by name", () => {
  const loss = { terms: () => ({ loss: tf.scalar(1) }) };
  assert.throws(() => sumOf(loss, loss).terms({ fields: {}, outputs: [] }), /called loss/);
});
