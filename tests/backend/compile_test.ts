import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../src/backend/mod.ts";
import { namedVariables } from "../../src/filters/mod.ts";
import { buildModel } from "../../src/models/mod.ts";
import { Rng } from "../../src/rng.ts";
import { assertClose, uniform, type Values } from "./agreement.ts";
import { testedBackends, testOn, testOnBackends } from "./backends.ts";
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
    return [value];
  };
  const x = tf.tensor(data, [...shape]);
  using program = compile(step, variables);
  const results: Values[] = [];
  for (let i = 0; i < 5; i++) {
    const measured = compiled ? program.run(x, rate) : tf.tidy(() => step(x, rate));
    for (const value of measured) results.push(await valuesOf(value));
    tf.dispose(measured);
  }
  for (const variable of variables) results.push(await valuesOf(variable));
  tf.dispose([x, rate]);
  model.dispose();
  return results;
}

for (const name of ["c3-32", "resnet20"]) {
  testOnBackends(
    `compiled steps of ${name} give the same weights and averages as plain ones`,
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

testOnBackends("a compiled function accepts any shapes, and assigns at every call", async () => {
  const total = tf.variable(tf.scalar(0));
  using add = compile((x) => {
    total.assign(total.add(x.sum()));
    return [x.mul(total)];
  }, [total]);
  const results: number[][] = [];
  for (const values of [[1, 2], [3], [4, 5]]) {
    const x = tf.tensor1d(values);
    const [result, ...others] = add.run(x);
    assert.ok(result !== undefined && others.length === 0);
    results.push([...await result.data()]);
    tf.dispose([x, result]);
  }
  assert.deepEqual(results, [[3, 6], [18], [60, 75]]);
  assert.deepEqual([...await total.data()], [15]);
  total.dispose();
});

testOnBackends(
  "a compiled function's results are separate tensors, also where the body repeats one",
  async () => {
    const kept = tf.variable(tf.scalar(0));
    using several = compile((x, y) => {
      kept.assign(x.asScalar());
      const sum = x.add(y);
      return [sum, x, kept, sum, kept, y.cast("int32")];
    }, [kept]);
    const [x, y] = [tf.scalar(7), tf.scalar(1)];
    const before = tf.memory().numTensors;
    for (let call = 0; call < 2; call++) {
      const results = several.run(x, y);
      assert.equal(tf.memory().numTensors, before + 6);
      const expected = [8, 7, 7, 8, 7, 1];
      assert.deepEqual(results.map(({ dtype }) => dtype).at(-1), "int32");
      for (const [i, result] of results.entries()) { // each stays valid when the ones before are disposed
        assert.deepEqual([...await result.data()], [expected[i]]);
        result.dispose();
      }
      assert.equal(tf.memory().numTensors, before);
    }
    assert.deepEqual([...await x.data(), ...await y.data(), ...await kept.data()], [7, 1, 7]);
    tf.dispose([x, y, kept]);
  },
);

testOnBackends(
  "a result that is a variable's value does not change with the variable",
  async () => {
    const count = tf.variable(tf.scalar(0));
    using next = compile(() => {
      count.assign(count.add(1));
      return [count];
    }, [count]);
    const results = [...next.run(), ...next.run()];
    assert.deepEqual(await Promise.all(results.map(async (y) => (await y.data())[0])), [1, 2]);
    tf.dispose([...results, count]);
  },
);

testOnBackends("a compiled function may have no result, and only assign", async () => {
  const count = tf.variable(tf.scalar(0));
  using next = compile((x) => {
    count.assign(count.add(x));
    return [];
  }, [count]);
  const x = tf.scalar(2);
  const results = [...next.run(x), ...next.run(x)];
  assert.deepEqual([results, [...await count.data()]], [[], [4]]);
  tf.dispose([x, count]);
});

interface Refused {
  readonly body: (x: tf.Tensor, other: tf.Tensor) => tf.Tensor;
  readonly message: RegExp;
  /** The only backend that detects these errors. */
  readonly only?: string;
}

const dropout = tf.layers.dropout({ rate: 0.5 });
const noise = tf.layers.gaussianNoise({ stddev: 1 });
let calls = 0;

function applied(layer: typeof dropout | typeof noise, x: tf.Tensor): tf.Tensor {
  const result = layer.apply(x, { training: true });
  assert.ok(result instanceof tf.Tensor);
  return result;
}

/** Bodies that do not compute the same from the same. */
const refused: Readonly<Record<string, Refused>> = {
  "draws uniform numbers": { body: (x) => x.add(tf.randomUniform([1])), message: /draws random/ },
  "draws normal numbers": { body: (x) => x.add(tf.randomNormal([1])), message: /draws random/ },
  "draws classes": {
    body: (x) => tf.multinomial(x.as1D(), 2).cast("float32"),
    message: /draws random/,
  },
  "drops elements": { body: (x) => applied(dropout, x), message: /draws random/ },
  "adds noise": { body: (x) => applied(noise, x), message: /draws random/ },
  "fails by itself": { body: (x) => x.reshape([3, 5]), message: /reshape|product of shape/ },
  "draws classes with a seed": {
    body: (x) => tf.multinomial(x.as1D(), 2, 5).cast("float32"),
    message: /draws random/,
    only: "tensorflow",
  },
  "makes other constants at every call": {
    body: (x) => x.add(calls++),
    message: /other constants at every call/,
    only: "tensorflow",
  },
  "uses a tensor from outside": {
    body: (x, other) => x.add(other),
    message: /neither made by what is recorded/,
    only: "tensorflow",
  },
  "reads a value": {
    body: (x) => tf.scalar(x.sum().dataSync()[0] ?? NaN),
    message: /no value yet/,
    only: "tensorflow",
  },
};

for (const [what, { body, message, only }] of Object.entries(refused)) {
  for (
    const backend of only === undefined
      ? testedBackends
      : testedBackends.filter((name) => name === only)
  ) {
    testOn(backend, `a function that ${what} is refused, and changes nothing`, async () => {
      const [x, other, variable] = [tf.ones([4]), tf.ones([4]), tf.variable(tf.scalar(2))];
      await other.square().data();
      const before = tf.memory().numTensors;
      using program = compile((x) => {
        variable.assign(variable.add(1));
        return [body(x, other)];
      }, [variable]);
      assert.throws(() => program.run(x), message);
      assert.equal(tf.memory().numTensors, before);
      assert.deepEqual([...await variable.data()], [2]);
      assert.deepEqual([...await x.data()], [1, 1, 1, 1]);
      assert.ok(Math.random() < 1, "drawing is allowed again");
      tf.dispose([x, other, variable]);
    });
  }
}
