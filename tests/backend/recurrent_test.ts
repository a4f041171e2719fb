import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../src/backend/mod.ts";
import { namedVariables, trainableVariables } from "../../src/filters/mod.ts";
import { Rng } from "../../src/rng.ts";
import { uniform } from "./agreement.ts";
import { testOnBackends } from "./backends.ts";
import { randomizeWeights } from "./models.ts";

const [BATCH, WORDS, VOCABULARY, ANSWERS] = [6, 5, 11, 4];

/** Word numbers [batch, words] to the logits of answers: an embedding and two LSTM layers. */
function questionModel(): tf.Sequential {
  const recurrent = {
    units: 7,
    recurrentInitializer: "zeros",
    recurrentActivation: "sigmoid",
  } as const;
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: VOCABULARY, outputDim: 6, inputLength: WORDS }),
      tf.layers.lstm({ ...recurrent, returnSequences: true }),
      tf.layers.lstm(recurrent),
      tf.layers.dense({ units: ANSWERS }),
    ],
  });
  randomizeWeights(model, new Rng(1));
  return model;
}

function questions(): tf.Tensor2D {
  const rng = new Rng(2);
  const words = Float32Array.from(
    { length: BATCH * WORDS },
    () => Math.floor(rng.uniform() * VOCABULARY),
  );
  return tf.tensor2d(words, [BATCH, WORDS]);
}

function loss(model: tf.LayersModel, words: tf.Tensor): tf.Scalar {
  const logits = model.apply(words, { training: true });
  assert.ok(logits instanceof tf.Tensor);
  const answers = tf.tensor1d(Array.from({ length: BATCH }, (_, i) => i % ANSWERS), "int32");
  return tf.losses.softmaxCrossEntropy(tf.oneHot(answers, ANSWERS), logits).asScalar();
}

/** The losses of some steps of gradient descent, and every variable after them. */
async function descend(compiled: boolean): Promise<Float32Array[]> {
  const model = questionModel();
  const variables = namedVariables(model).map(([, variable]) => variable);
  const step = (words: tf.Tensor) => {
    const { value, grads } = tf.variableGrads(() => loss(model, words));
    for (const variable of variables) {
      const gradient = grads[variable.name];
      assert.ok(gradient !== undefined);
      variable.assign(variable.sub(gradient.mul(0.1)));
    }
    return [value];
  };
  using program = compile(step, variables);
  const words = questions();
  const results: Float32Array[] = [];
  for (let i = 0; i < 4; i++) {
    const [value] = compiled ? program.run(words) : tf.tidy(() => step(words));
    assert.ok(value !== undefined);
    results.push(await value.data<"float32">());
    value.dispose();
  }
  for (const variable of variables) results.push(await variable.data<"float32">());
  words.dispose();
  model.dispose();
  return results;
}

testOnBackends("compiled steps of an embedding with LSTM layers equal plain ones", async () => {
  const before = tf.memory().numTensors;
  const [plain, compiled] = [await descend(false), await descend(true)];
  assert.ok((plain[3]?.[0] ?? NaN) < (plain[0]?.[0] ?? NaN), "the loss falls");
  assert.equal(compiled.length, plain.length);
  compiled.forEach((values, i) => {
    values.forEach((value, j) => {
      const expected = plain[i]?.[j] ?? NaN;
      assert.ok(Math.abs(value - expected) <= 1e-6, `${i}: ${value}, expected ${expected}`);
    });
  });
  assert.equal(tf.memory().numTensors, before);
});

testOnBackends(
  "gradients of an embedding with LSTM layers agree with finite differences",
  () => {
    const model = questionModel();
    const words = questions();
    const step = compile(
      (words) => [...Object.values(tf.variableGrads(() => loss(model, words)).grads)],
      namedVariables(model).map(([, variable]) => variable),
    );
    const gradients = step.run(words);
    const variables = trainableVariables(model);
    assert.equal(gradients.length, variables.length);
    const lossNow = () => tf.tidy(() => loss(model, words).dataSync()[0] ?? NaN);
    for (const [i, variable] of variables.entries()) {
      const { data } = uniform(new Rng(10 + i), variable.shape);
      const direction = tf.tensor(data, variable.shape);
      const [value] = tf.tidy(() => gradients[i]?.mul(direction).sum().dataSync()) ?? [];
      const at = variable.clone();
      const lossAt = (distance: number) => {
        tf.tidy(() => variable.assign(at.add(direction.mul(distance))));
        return lossNow();
      };
      const E = 0.01;
      const slope = (8 * (lossAt(E) - lossAt(-E)) - (lossAt(2 * E) - lossAt(-2 * E))) / (12 * E);
      variable.assign(at);
      assert.ok(Math.abs(slope - (value ?? NaN)) < 1e-4, `${variable.name}: ${value}, ${slope}`);
      tf.dispose([direction, at]);
    }
    step[Symbol.dispose]();
    tf.dispose([words, ...gradients]);
    model.dispose();
  },
);
