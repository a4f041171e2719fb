import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { criterionNamed } from "../../src/criteria/mod.ts";
import {
  filterGraph,
  maskOf,
  namedVariables,
  type Slice,
  trainableVariables,
} from "../../src/filters/mod.ts";
import { duration, Scheme, SCHEME_DEFAULTS, type SchemeOptions } from "../../src/repr/mod.ts";
import { Rng } from "../../src/rng.ts";
import { labeledImages } from "../../src/tasks/mod.ts";
import {
  Optimizer,
  type OptimizerName,
  optimizerNames,
  TrainingStep,
} from "../../src/training/mod.ts";
import { testOnBackends } from "../backend/backends.ts";
import { outputsOfSmaller } from "../filters/smaller_net.ts";

const ORTHO = await criterionNamed("ortho");
const SHAPE = [6, 6, 3] as const;

const L = tf.layers;

/** Two ranked convolutions of 6 filters after a first one, with or without batch norm. */
function net(batchNorm: boolean): tf.LayersModel {
  const block = (name: string, more: object = {}) => [
    L.conv2d({ name, filters: 6, kernelSize: 3, padding: "same", ...more }),
    ...(batchNorm ? [L.batchNormalization({ name: `${name}_bn` })] : []),
    L.reLU({ name: `${name}_relu` }),
  ];
  const model = tf.sequential({
    layers: [
      ...block("conv1", { inputShape: [...SHAPE] }),
      ...block("conv2"),
      ...block("conv3", { strides: 2 }),
      L.flatten(),
      L.dense({ name: "logits", units: 4 }),
    ],
  });
  const rng = new Rng(7);
  for (const [name, variable] of namedVariables(model)) {
    const values = Array.from(
      rng.normals(variable.size),
      (z) => name.endsWith("moving_variance") ? 1 + z * z : z / 4,
    );
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
  return model;
}

function batch(step: number) {
  const rng = new Rng(step).split("batch");
  const count = 8;
  return {
    count,
    fields: {
      images: Float32Array.from(rng.normals(count * 6 * 6 * 3)),
      labels: Int32Array.from({ length: count }, () => rng.integer(4)),
    },
  };
}

/** A model, an optimizer and a scheme of two steps full, three steps pruned, and so on. */
class Laboratory {
  readonly model: tf.LayersModel;
  readonly optimizer: Optimizer;
  readonly scheme: Scheme;
  readonly #training: TrainingStep;
  #step = 0;

  constructor(
    batchNorm: boolean,
    optimizer: { name: OptimizerName; weightDecay: number },
    options: Partial<SchemeOptions> = {},
  ) {
    this.model = net(batchNorm);
    this.optimizer = new Optimizer(trainableVariables(this.model), { momentum: 0.9, ...optimizer });
    this.#training = new TrainingStep({
      model: this.model,
      task: labeledImages(SHAPE),
      optimizer: this.optimizer,
    });
    this.scheme = new Scheme({
      model: this.model,
      graph: filterGraph(this.model),
      slots: this.optimizer,
      rng: new Rng(1),
      stepsPerEpoch: 1,
    }, {
      ...SCHEME_DEFAULTS,
      s1: duration("2steps"),
      s2: duration("3steps"),
      cycles: 2,
      criterion: ORTHO,
      prune: 0.4,
      ...options,
    });
  }

  async train(steps: number) {
    for (const end = this.#step + steps; this.#step < end; this.#step++) {
      await this.scheme.beforeStep(this.#step);
      await this.#training.run(batch(this.#step), 0.05, this.#step);
      await this.scheme.afterStep();
    }
  }

  /** Does what is due before the next step, without taking it. */
  async prepare() {
    await this.scheme.beforeStep(this.#step);
  }

  /** Every variable and slot as bytes, by name. */
  async bits(): Promise<Map<string, Float32Array>> {
    const bits = new Map<string, Float32Array>();
    for (const [name, variable] of namedVariables(this.model)) {
      bits.set(name, (await variable.data<"float32">()).slice());
      const slots = this.optimizer.slots.filter((slot) => slot.variable === variable);
      for (const { slot, value } of slots) {
        bits.set(`${name}:${slot}`, (await value.data<"float32">()).slice());
      }
    }
    return bits;
  }

  /** The elements of each variable, and of its slots, that the pruned filters' slices cover. */
  masks(slices: readonly Slice[]): Map<string, Uint8Array> {
    return new Map(
      namedVariables(this.model).map(([name, variable]) => [
        name,
        maskOf(variable.size, slices.filter((slice) => slice.variable === variable)),
      ]),
    );
  }

  [Symbol.dispose]() {
    this.scheme[Symbol.dispose]();
    this.optimizer[Symbol.dispose]();
    this.model.dispose();
  }
}

const pruned = (lab: Laboratory) => lab.scheme.cycles.at(-1)?.pruned ?? [];
const maskFor = (masks: Map<string, Uint8Array>, name: string) =>
  masks.get(name.split(":")[0] ?? "");

for (const name of optimizerNames) {
  for (const weightDecay of [0, 0.01]) {
    for (const batchNorm of [false, true]) {
      const setting = `${name}, weight decay ${weightDecay}, ${
        batchNorm ? "with" : "without"
      } batch norm`;
      testOnBackends(
        `not a bit of a pruned filter, its readers or their slots moves: ${setting}`,
        async () => {
          using lab = new Laboratory(batchNorm, { name, weightDecay });
          await lab.train(2);
          await lab.prepare();
          const filters = pruned(lab);
          assert.equal(filters.length, 5); // round(0.4 x 12)
          const masks = lab.masks(filterGraph(lab.model).absent(filters).slices);
          const before = await lab.bits();
          await lab.train(3);
          const after = await lab.bits();
          let moved = 0;
          for (const [variable, values] of after) {
            const mask = maskFor(masks, variable);
            const old = before.get(variable);
            values.forEach((value, i) => {
              if (mask?.[i] === 1) assert.ok(Object.is(value, old?.[i]), `${variable}[${i}] moved`);
              else if (value !== old?.[i]) moved++;
            });
          }
          assert.ok(moved > 300, `the sub-network trains: ${moved} values moved`);

          const removed = new Map(
            Array.from(
              Map.groupBy(filters, ({ layer }) => layer),
              ([layer, its]) => [layer, new Set(its.map(({ filter }) => filter))] as const,
            ),
          );
          tf.tidy(() => {
            const x = tf.tensor(batch(99).fields.images, [8, 6, 6, 3]);
            const whole = [lab.model.predict(x)].flat();
            const small = outputsOfSmaller(lab.model, [x], removed);
            whole.forEach((output, i) => {
              const difference = output.sub(small[i] ?? tf.scalar(NaN)).abs().max().dataSync()[0];
              assert.ok(Number(difference) < 1e-5, `differs by ${difference}`);
            });
          });
        },
      );
    }
  }
}

testOnBackends(
  "re-initialized filters are orthogonal, slots and batch norm are reset, survivors keep every bit",
  async () => {
    using lab = new Laboratory(true, { name: "adam", weightDecay: 0.01 });
    await lab.train(2);
    const graph = filterGraph(lab.model);
    const old = new Map<string, Float32Array>();
    for (const { name } of graph.layers) {
      old.set(name, Float32Array.from((await graph.kernelMatrix(name)).data));
    }
    await lab.train(3);
    const filters = pruned(lab);
    const masks = lab.masks(graph.absent(filters).slices);
    const before = await lab.bits();
    await lab.prepare();
    const after = await lab.bits();

    for (const [variable, values] of after) {
      const mask = maskFor(masks, variable);
      values.forEach((value, i) => {
        if (mask?.[i] !== 1) {
          assert.ok(
            Object.is(value, before.get(variable)?.[i]),
            `${variable}[${i}] of a survivor moved`,
          );
        } else if (variable.includes(":")) {
          assert.equal(value, 0, `slot ${variable}[${i}]`);
        } else if (/gamma|variance/.test(variable)) {
          assert.equal(value, 1, `${variable}[${i}]`);
        } else if (/bias|beta|mean/.test(variable) && !variable.startsWith("logits")) {
          assert.equal(value, 0, `${variable}[${i}]`);
        }
      });
    }
    const cosine = (a: Float32Array, b: Float32Array) => {
      let [ab, aa, bb] = [0, 0, 0];
      a.forEach((x, i) => {
        const y = b[i] ?? 0;
        [ab, aa, bb] = [ab + x * y, aa + x * x, bb + y * y];
      });
      return ab / Math.sqrt(aa * bb);
    };
    for (const { layer, filter } of filters) {
      const { rows, columns, data } = await graph.kernelMatrix(layer);
      const row = (values: ArrayLike<number>, r: number) =>
        Float32Array.from({ length: columns }, (_, i) => values[r * columns + i] ?? 0);
      const fresh = row(data, filter);
      assert.ok(Math.abs(cosine(fresh, row(old.get(layer) ?? [], filter))) <= 1e-6, "old value");
      for (let other = 0; other < rows; other++) {
        if (other === filter) continue;
        assert.ok(
          Math.abs(cosine(fresh, row(data, other))) <= 1e-6,
          `${layer} ${filter} and ${other}`,
        );
      }
    }
    const [record] = lab.scheme.cycles;
    assert.equal(record?.reinitialized.length, 5);
    assert.ok(record?.reinitialized.every(({ rung }) => rung === "null-space"));
  },
);

testOnBackends("consumers that are kept return to what they were before the removal", async () => {
  using lab = new Laboratory(false, { name: "sgd", weightDecay: 0 }, {
    consumers: "keep",
    gain: 0.5,
  });
  await lab.train(2);
  const before = await lab.bits();
  await lab.train(3);
  const graph = filterGraph(lab.model);
  const consumers = graph.absent(pruned(lab)).slices.filter(({ role }) => role === "consumer");
  const own = lab.masks(graph.absent(pruned(lab)).slices.filter(({ role }) => role === "kernel"));
  const masks = lab.masks(consumers);
  await lab.prepare();
  let compared = 0;
  for (const [variable, values] of await lab.bits()) {
    values.forEach((value, i) => {
      if (masks.get(variable)?.[i] !== 1 || own.get(variable)?.[i] === 1) return;
      assert.equal(value, before.get(variable)?.[i], `${variable}[${i}]`);
      compared++;
    });
  }
  assert.ok(compared > 100);
});

testOnBackends(
  "spread and fade: filters shrink, are removed one after the other, and the others train",
  async () => {
    using lab = new Laboratory(true, { name: "momentum", weightDecay: 0 }, {
      s2: duration("12steps"),
      pruneOver: 4,
      fade: 3,
    });
    await lab.train(2);
    const graph = filterGraph(lab.model);
    const active: number[] = [];
    const norms: number[] = [];
    for (let step = 0; step < 10; step++) {
      await lab.train(1);
      active.push(lab.scheme.activeFilters);
      const last = pruned(lab).at(-1);
      assert.ok(last !== undefined);
      const { columns, data } = await graph.kernelMatrix(last.layer);
      norms.push(Math.hypot(...data.subarray(last.filter * columns, (last.filter + 1) * columns)));
    }
    assert.deepEqual(active, [18, 18, 18, 16, 15, 14, 13, 13, 13, 13]);
    const [shrinking = 0, smaller = 1, smallest = 1] = norms.slice(3);
    assert.ok(smaller < shrinking / 5 && smallest < smaller / 5, String(norms));
    assert.equal(norms.at(-1), 0);
  },
);

testOnBackends("two cycles leave as many tensors as one step did", async () => {
  using lab = new Laboratory(true, { name: "adam", weightDecay: 0.01 });
  await lab.train(1);
  const before = tf.memory().numTensors;
  await lab.train(11);
  assert.equal(lab.scheme.cycles.length, 2);
  assert.equal(tf.memory().numTensors, before);
});
