import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../src/backend/mod.ts";
import { namedVariables } from "../../src/filters/mod.ts";
import { buildModel } from "../../src/models/mod.ts";
import { Rng } from "../../src/rng.ts";
import { assertClose, uniform, type Values } from "./agreement.ts";
import { hasTensorflow, start, testOnBackends } from "./backends.ts";
import { loss } from "./models.ts";

async function valuesOf(tensor: tf.Tensor): Promise<Values> {
  return { shape: tensor.shape, data: await tensor.data<"float32">() };
}

/** The losses of some steps of gradient descent, and every variable after them. */
async function descend(name: string, compiled: boolean): Promise<Values[]> {
  const model = buildModel(name, { inputShape: [16, 16, 3], classes: 10, rng: new Rng(1) });
  const { shape, data } = uniform(new Rng(2), [8, 16, 16, 3]);
  const variables = namedVariables(model).map(([, variable]) => variable);
  const rate = tf.scalar(0.01);
  const step = (x: tf.Tensor, rate: tf.Tensor) => {
    const { value, grads } = tf.variableGrads(() => loss(model, x, 8));
    for (const variable of variables) {
      const gradient = grads[variable.name];
      if (gradient !== undefined) variable.assign(variable.sub(gradient.mul(rate)));
    }
    return value;
  };
  const x = tf.tensor(data, [...shape]);
  using program = compile(step, variables);
  const results: Values[] = [];
  for (let i = 0; i < 5; i++) {
    const value = compiled ? program.run(x, rate) : tf.tidy(() => step(x, rate));
    results.push(await valuesOf(value));
    value.dispose();
  }
  for (const variable of variables) results.push(await valuesOf(variable));
  tf.dispose([x, rate]);
  model.dispose();
  return results;
}

for (const name of ["c3-32", "resnet20"]) {
  testOnBackends(
    `compiled steps of ${name} take its weights and averages where plain ones do`,
    async () => {
      const before = tf.memory().numTensors;
      const [plain, compiled] = [await descend(name, false), await descend(name, true)];
      assert.equal(compiled.length, plain.length);
      compiled.forEach((values, i) => assertClose(values, plain[i] ?? values, 1e-5));
      assert.notDeepEqual(compiled[4], compiled[0], "the loss changes");
      assert.equal(tf.memory().numTensors, before);
    },
  );
}

testOnBackends("a compiled function takes any shapes, and assigns at every call", async () => {
  const total = tf.variable(tf.scalar(0));
  using add = compile((x) => {
    total.assign(total.add(x.sum()));
    return x.mul(total);
  }, [total]);
  const results: number[][] = [];
  for (const values of [[1, 2], [3], [4, 5]]) {
    const x = tf.tensor1d(values);
    const result = add.run(x);
    results.push([...await result.data()]);
    tf.dispose([x, result]);
  }
  assert.deepEqual(results, [[3, 6], [18], [60, 75]]);
  assert.deepEqual([...await total.data()], [15]);
  total.dispose();
});

testOnBackends("a compiled function may return an input, and what it just assigned", async () => {
  const kept = tf.variable(tf.scalar(0));
  using same = compile((x) => x, []);
  using keep = compile((x) => {
    kept.assign(x.asScalar());
    return kept;
  }, [kept]);
  const x = tf.scalar(7);
  const results = [same.run(x), keep.run(x)];
  assert.deepEqual(await Promise.all(results.map(async (y) => (await y.data())[0])), [7, 7]);
  assert.deepEqual([...await kept.data()], [7]);
  tf.dispose([x, ...results, kept]);
});

/** Bodies that a graph cannot stand for. */
const refused: Readonly<
  Record<string, [body: (x: tf.Tensor, other: tf.Tensor) => tf.Tensor, message: RegExp]>
> = {
  "draws numbers of its own": [
    (x) => x.add(tf.randomUniform([1])),
    /other constants at every call/,
  ],
  "uses a tensor from outside": [(x, other) => x.add(other), /neither made by what is recorded/],
  "reads a value": [(x) => tf.scalar(x.sum().dataSync()[0] ?? NaN), /no value yet/],
  "fails by itself": [(x) => x.reshape([3, 5]), /Cannot reshape/],
};

for (const [what, [body, message]] of Object.entries(refused)) {
  Deno.test(`tensorflow: a function that ${what} is refused, and leaves all as it was`, {
    ignore: !hasTensorflow,
  }, async () => {
    await start("tensorflow");
    const [x, other, variable] = [tf.ones([4]), tf.ones([4]), tf.variable(tf.scalar(2))];
    await other.square().data();
    const before = tf.memory().numTensors;
    using program = compile((x) => {
      variable.assign(variable.add(1));
      return body(x, other);
    }, [variable]);
    assert.throws(() => program.run(x), message);
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual([...await variable.data()], [2]);
    assert.deepEqual([...await x.data()], [1, 1, 1, 1]);
    tf.dispose([x, other, variable]);
  });
}
