import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import assert from "node:assert/strict";
import { type FilterGraph, filterGraph, type FilterId, without } from "../../src/filters/mod.ts";
import { Rng } from "../../src/rng.ts";
import { add, bn, chain, conv, gap, image, logits, on, relu, straight } from "./net_parts.ts";
import { nets, notZeroPreserving } from "./nets.ts";
import { blockNames, netOf } from "./random_nets.ts";
import { outputsOfSmaller } from "./smaller_net.ts";

await tf.setBackend("cpu");

const TOLERANCE = 1e-5;

function randomize(model: tf.LayersModel, rng: Rng): void {
  for (const weight of model.weights) {
    const positive = weight.originalName.endsWith("moving_variance");
    const values = rng.normals(weight.shape.reduce<number>((a, b) => a * (b ?? 1), 1));
    tf.tidy(() => {
      weight.write(
        tf.tensor([...values].map((v) => positive ? 0.5 + v * v : v / 2), weight.read().shape),
      );
    });
  }
}

function outputs(model: tf.LayersModel, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  return [model.predict([...inputs])].flat();
}

async function assertAbsent(
  model: tf.LayersModel,
  graph: FilterGraph,
  filters: readonly FilterId[],
  absentIn: Pick<FilterGraph, "absent"> = graph,
) {
  const inputs = model.inputs.map(({ shape, dtype }, i) => {
    const sizes = shape.slice(1).map((size) => size ?? 1);
    const values = [...new Rng(i).normals(2 * sizes.reduce((a, b) => a * b))];
    if (dtype !== "int32") return tf.tensor(values, [2, ...sizes]);
    return tf.tensor(values.map((value) => Math.min(9, Math.floor(3 * Math.abs(value)))), [
      2,
      ...sizes,
    ], dtype);
  });
  const removed = new Map<string, Set<number>>();
  for (const { layer, filter } of filters) {
    removed.set(layer, (removed.get(layer) ?? new Set()).add(filter));
  }
  const masked = await without(absentIn, filters, () => outputs(model, inputs));
  const smaller = tf.tidy(() => outputsOfSmaller(model, inputs, removed));
  masked.forEach((output, i) => {
    const [found, expected] = [output.dataSync(), smaller[i]?.dataSync() ?? []];
    const scale = Math.max(1, ...expected.map(Math.abs));
    found.forEach((value, j) => {
      const difference = Math.abs(value - (expected[j] ?? NaN)) / scale;
      assert.ok(
        difference <= TOLERANCE,
        `${JSON.stringify(filters)}: output differs by ${difference}`,
      );
    });
  });
  tf.dispose([inputs, masked, smaller]);
}

/** The graph, as if the weights that read a filter were none of its slices. */
function withoutReaders(graph: FilterGraph): Pick<FilterGraph, "absent"> {
  return {
    absent: (filters) => {
      const absent = graph.absent(filters);
      return { ...absent, slices: absent.slices.filter(({ role }) => role !== "consumer") };
    },
  };
}

/** Every filter of the removable layers. */
function filtersOf(graph: FilterGraph): FilterId[] {
  return graph.layers.filter(({ removable }) => removable).flatMap(({ name, filters }) =>
    Array.from({ length: filters }, (_, filter) => ({ layer: name, filter }))
  );
}

/** Sets of removable filters that leave each layer at least one. */
function someFilters(graph: FilterGraph): fc.Arbitrary<FilterId[]> {
  return fc.subarray(filtersOf(graph)).filter((set) => {
    const absent = graph.absent(set).filters; // depthwise filters too whose channel is absent
    return graph.layers.every(({ name, filters }) =>
      absent.filter(({ layer }) => layer === name).length < filters
    );
  });
}

for (const [what, build] of Object.entries(nets)) {
  Deno.test(`absent() equals the net without the filter: ${what}`, async () => {
    const model = build();
    randomize(model, new Rng(1));
    const graph = filterGraph(model);
    for (const filter of filtersOf(graph)) await assertAbsent(model, graph, [filter]);
    model.dispose();
  });

  if (!notZeroPreserving.has(what)) {
    Deno.test(`an absent filter outputs zero although its readers keep their weights: ${what}`, async () => {
      const model = build();
      randomize(model, new Rng(1));
      const graph = filterGraph(model);
      for (const filter of filtersOf(graph)) {
        await assertAbsent(model, graph, [filter], withoutReaders(graph));
      }
      model.dispose();
    });
  }

  Deno.test(`absent() equals the net without any set of filters: ${what}`, async () => {
    const model = build();
    randomize(model, new Rng(2));
    const graph = filterGraph(model);
    await fc.assert(
      fc.asyncProperty(someFilters(graph), (set) => assertAbsent(model, graph, set)),
      { numRuns: 8, seed: 3 },
    );
    model.dispose();
  });
}

Deno.test("absent() equals the net without any set of filters: random nets", async () => {
  await fc.assert(
    fc.asyncProperty(blockNames, fc.integer({ min: 0, max: 99 }), async (names, seed) => {
      const model = netOf(names);
      randomize(model, new Rng(seed));
      const graph = filterGraph(model);
      for (const set of fc.sample(someFilters(graph), { numRuns: 3, seed })) {
        await assertAbsent(model, graph, set);
      }
      model.dispose();
    }),
    { numRuns: 60, seed: 5 },
  );
});

Deno.test("absent() of joined models equals each model without any set of filters", async () => {
  const shared = [conv("shared", 3), bn()];
  const tower = (first: string, last: string) => {
    const x = image();
    const stem = chain(x, conv(first, 4), relu());
    const body = chain(stem, ...shared, relu());
    const sum = on(add(), body, chain(body, conv(last, 3)));
    return tf.model({ inputs: x, outputs: chain(sum, gap(), logits()) });
  };
  const models = [tower("a", "b"), tower("c", "d")];
  models.forEach((model, i) => randomize(model, new Rng(i)));
  const graph = filterGraph(models);
  assert.deepEqual(filtersOf(graph).length, 4 + 3 + 3 + 4 + 3);
  await fc.assert(
    fc.asyncProperty(someFilters(graph), async (set) => {
      for (const model of models) await assertAbsent(model, graph, set);
    }),
    { numRuns: 20, seed: 3 },
  );
});

/** Adds to each channel the mean of all: a class that FilterGraph does not know. */
class MixChannels extends tf.layers.Layer {
  static className = "MixChannels";

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return [inputs].flat().map((input) => input.add(input.mean(-1, true)));
  }
}

Deno.test("absent() around a kept layer of unknown class equals the net without any set of filters", async () => {
  const model = straight(
    conv("a", 4),
    relu(),
    conv("b", 3),
    bn(),
    new MixChannels({}),
    conv("c", 4),
    relu(),
    conv("d", 3),
    gap(),
    logits(),
  );
  randomize(model, new Rng(1));
  const graph = filterGraph(model, { unknown: "keep" });
  assert.deepEqual(graph.layers.map(({ removable }) => removable), [true, false, true, true]);
  await fc.assert(
    fc.asyncProperty(someFilters(graph), (set) => assertAbsent(model, graph, set)),
    { numRuns: 20, seed: 3 },
  );
});

Deno.test("no set of removable filters has a slice of a frozen layer: random nets", () => {
  fc.assert(
    fc.property(blockNames, fc.infiniteStream(fc.nat(3)), (names, draws) => {
      const model = netOf(names);
      const layers = model.layers.filter(({ weights }) => weights.length > 0);
      const frozen = layers.filter(() => draws.next().value === 0);
      for (const layer of frozen) layer.trainable = false;
      const graph = filterGraph(model);
      const kept = new Set(frozen.flatMap(({ weights }) => weights.map((weight) => weight.read())));
      const { slices } = graph.absent(filtersOf(graph));
      assert.ok(!slices.some(({ variable }) => kept.has(variable)));
      const frozenNames = new Set(frozen.map(({ name }) => name));
      assert.ok(graph.layers.every(({ name, removable }) => !(removable && frozenNames.has(name))));
      model.dispose();
    }),
    { numRuns: 100, seed: 5 },
  );
});
