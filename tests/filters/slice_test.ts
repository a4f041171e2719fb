import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import assert from "node:assert/strict";
import {
  byVariable,
  maskOf,
  readSlice,
  type Region,
  rowLength,
  writeSlice,
} from "../../src/filters/mod.ts";

await tf.setBackend("cpu");

const regions: fc.Arbitrary<Region> = fc.array(fc.integer({ min: 1, max: 4 }), {
  minLength: 1,
  maxLength: 4,
})
  .chain((shape) => fc.record({ shape: fc.constant(shape), axis: fc.nat(shape.length - 1) }))
  .chain(({ shape, axis }) =>
    fc.subarray(Array.from({ length: shape[axis] ?? 1 }, (_, i) => i), { minLength: 1 })
      .map((indices) => ({ shape, axis, indices }))
  );

const counting = (size: number) => Float32Array.from({ length: size }, (_, i) => i + 1);
const sizeOf = ({ shape }: Region) => shape.reduce((a, b) => a * b, 1);

Deno.test("maskOf() covers what tf.gather takes along the axis, and nothing else", () => {
  fc.assert(fc.property(regions, (region) => {
    const size = sizeOf(region);
    const taken = tf.tidy(() =>
      tf.tensor(counting(size), [...region.shape]).gather([...region.indices], region.axis)
        .dataSync()
    );
    const covered = [...counting(size)].filter((_, i) => maskOf(size, [region])[i] === 1);
    assert.deepEqual(covered, [...taken].sort((a, b) => a - b));
  }));
});

Deno.test("maskOf() of several regions covers each of them", () => {
  const shape = [2, 3];
  const mask = maskOf(6, [{ shape, axis: 0, indices: [1] }, { shape, axis: 1, indices: [0] }]);
  assert.deepEqual([...mask], [1, 0, 0, 1, 1, 1]);
});

Deno.test("readSlice() gives one row per index, as tf.gather after moving the axis to the front", () => {
  fc.assert(fc.property(regions, (region) => {
    const { shape, axis, indices } = region;
    const values = counting(sizeOf(region));
    const order = [axis, ...shape.map((_, i) => i).filter((i) => i !== axis)];
    const expected = tf.tidy(() => {
      const front = tf.tensor(values, [...shape]).transpose(order);
      return front.gather([...indices], 0).reshape([indices.length, -1]);
    });
    assert.equal(rowLength(region), expected.shape[1]);
    assert.deepEqual([...readSlice(values, region)], [...expected.dataSync()]);
    expected.dispose();
  }));
});

Deno.test("writeSlice() writes what readSlice() reads and leaves the rest", () => {
  fc.assert(fc.property(regions, (region) => {
    const values = counting(sizeOf(region));
    const rows = readSlice(values, region).map((v) => -v);
    const mask = maskOf(values.length, [region]);
    const expected = values.map((v, i) => mask[i] === 1 ? -v : v);
    writeSlice(values, region, rows);
    assert.deepEqual(values, expected);
  }));
});

Deno.test("writeSlice() fills a slice with one number", () => {
  const values = counting(6);
  writeSlice(values, { shape: [2, 3], axis: 1, indices: [0, 2] }, 0);
  assert.deepEqual([...values], [0, 2, 0, 0, 5, 0]);
});

Deno.test("byVariable() gathers slices of the same variable", () => {
  const [a, b] = [tf.variable(tf.zeros([2, 2])), tf.variable(tf.zeros([2]))];
  const common = { shape: [2, 2], indices: [0], role: "kernel" } as const;
  const slices = [
    { ...common, variable: a, axis: 1 },
    { ...common, variable: b, axis: 0, shape: [2] },
    { ...common, variable: a, axis: 0 },
  ];
  assert.deepEqual(
    [...byVariable(slices)].map(([variable, of]) => [variable === a, of.map(({ axis }) => axis)]),
    [[true, [1, 0]], [false, [0]]],
  );
  tf.dispose([a, b]);
});
