import assert from "node:assert/strict";
import fc from "fast-check";
import { Rng } from "../../src/rng.ts";
import { similarity, type SimilarityResult } from "../../src/similarity/mod.ts";
import { tables } from "./tables.ts";

const N = 60;

function close(a: ArrayLike<number>, b: ArrayLike<number>, within = 1e-7): void {
  assert.ok(a.length === b.length);
  for (let i = 0; i < a.length; i++) {
    assert.ok(Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)) <= within, `[${i}]: ${a[i]} and ${b[i]}`);
  }
}

/** Every number that was found. */
function numbers({ layers, between }: SimilarityResult): number[] {
  return [
    ...layers.flatMap(({ pairs, pearson, oneVsRest, chance, redundant }) => [
      ...pairs.data,
      ...pearson.data,
      ...oneVsRest,
      ...Object.values(chance),
      ...redundant.map(({ correlation }) => correlation),
    ]),
    ...between.flatMap(({ correlations, chance, ckaUnbiased, excess, ...rest }) => [
      ...correlations,
      ...Object.values(chance),
      ckaUnbiased ?? 0,
      excess,
      ...[rest.mean, rest.svcca, rest.pwcca, rest.cka, rest.procrustes],
    ]),
  ];
}

Deno.test("similarity() does not depend on the size of the blocks", async () => {
  const rng = new Rng(1);
  const data = [rng.normals(N * 5), rng.normals(N * 7)];
  const whole = numbers(await similarity(tables(data, N, N)));
  for (const block of [1, 7, 59]) {
    close(numbers(await similarity(tables(data, N, block))), whole, 1e-9);
  }
});

Deno.test("CCA is invariant to invertible linear maps, CKA and Procrustes to rotations and scales", async () => {
  const rng = new Rng(2);
  const a = rng.normals(N * 2);
  const b = rng.normals(N * 3);
  const mapped = (m: readonly number[]) =>
    a.map((value, at) => {
      const other = a[at ^ 1] ?? 0;
      return at % 2 === 0 ? (m[0] ?? 0) * value + (m[1] ?? 0) * other + 9 : (m[2] ?? 0) * other +
        (m[3] ?? 0) * value - 4;
    });
  const [cos, sin] = [5 * Math.cos(1), 5 * Math.sin(1)];
  const [own] = (await similarity(tables([a, b], N))).between;
  const [linear] = (await similarity(tables([mapped([2, 1, -1, 3]), b], N))).between;
  const [rotated] = (await similarity(tables([mapped([cos, -sin, sin, cos]), b], N))).between;
  assert.ok(own !== undefined && linear !== undefined && rotated !== undefined);
  close(linear.correlations, own.correlations);
  close(
    [rotated.cka, rotated.ckaUnbiased ?? NaN, rotated.procrustes, rotated.svcca],
    [own.cka, own.ckaUnbiased ?? NaN, own.procrustes, own.svcca],
  );
});

Deno.test("all measures of a layer with itself are 1", async () => {
  const data = new Rng(3).normals(N * 6);
  const [pair] = (await similarity(tables([data, data], N))).between;
  assert.ok(pair !== undefined);
  close(pair.correlations, new Float64Array(6).fill(1));
  close(
    [pair.mean, pair.svcca, pair.pwcca, pair.cka, pair.ckaUnbiased ?? NaN, pair.procrustes],
    new Float64Array(6).fill(1),
  );
});

Deno.test("all numbers are finite and no correlation is above 1 for dead and duplicate filters and few observations", async () => {
  const column = fc.constantFrom("dead", "copy", "tiny", "huge", "normal");
  await fc.assert(
    fc.asyncProperty(
      fc.array(column, { minLength: 1, maxLength: 6 }),
      fc.array(column, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 2, max: 20 }),
      fc.integer(),
      async (first, second, observations, seed) => {
        const rng = new Rng(seed);
        const made = (columns: string[]) => {
          const data = new Float32Array(observations * columns.length);
          columns.forEach((kind, j) => {
            for (let i = 0; i < observations; i++) {
              const at = i * columns.length + j;
              const value = rng.normal();
              if (kind === "dead") data[at] = 0.1;
              else if (kind === "copy" && j > 0) data[at] = data[at - 1] ?? 0;
              else {data[at] = kind === "tiny"
                  ? 1e-20 * value
                  : kind === "huge"
                  ? 1e15 * value
                  : value;}
            }
          });
          return data;
        };
        const found = await similarity(tables([made(first), made(second)], observations, 8));
        for (const value of numbers(found)) {
          assert.ok(
            Number.isFinite(value) && value <= 1 + 1e-12,
            `${value}`,
          );
        }
        assert.deepEqual(
          found.layers[0]?.deadFilters,
          first.flatMap((_, j) => {
            let source = j;
            while (first[source] === "copy" && source > 0) source--;
            return first[source] === "dead" ? [j] : [];
          }),
        );
      },
    ),
    { numRuns: 60 },
  );
});
