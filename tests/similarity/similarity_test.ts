import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  npyActivations,
  similarity,
  type SimilarityOptions,
  type SimilarityResult,
} from "../../src/similarity/mod.ts";

interface WithinReference {
  readonly dead: number[];
  readonly rank: number;
  readonly pairs: number[][];
  readonly pearson: number[][];
  readonly oneVsRest: number[];
}

interface BetweenReference {
  readonly ranks: number[];
  readonly correlations: number[];
  readonly kept: number[];
  readonly mean: number;
  readonly svcca: number;
  readonly pwcca: number;
  readonly cka: number;
  readonly ckaUnbiased: number;
  readonly procrustes: number;
}

interface Reference {
  readonly within: Readonly<Record<"a" | "b" | "tall", WithinReference>>;
  readonly between: Readonly<Record<"a,b" | "tall,short", BetweenReference>>;
}

const folder = new URL("reference/", import.meta.url);
const reference: Reference = JSON.parse(
  Deno.readTextFileSync(new URL("reference.json", folder)),
);

function similarityOf(names: string[], options: SimilarityOptions = {}): Promise<SimilarityResult> {
  const paths = names.map((name) => fileURLToPath(new URL(`${name}.npy`, folder)));
  return similarity(npyActivations(paths), options);
}

/** Checks that every number is within 1e-6 of the result of QR and SVD in numpy. */
function close(found: ArrayLike<number>, expected: readonly number[], what: string): void {
  assert.equal(found.length, expected.length, what);
  expected.forEach((value, i) => {
    const error = Math.abs((found[i] ?? NaN) - value);
    assert.ok(error <= 1e-6, `${what}[${i}]: found ${found[i]}, numpy ${value}, off by ${error}`);
  });
}

for (
  const [names, index, name] of [
    [["a"], 0, "a"],
    [["a", "b"], 1, "b"],
    [["tall"], 0, "tall"],
  ] as const
) {
  Deno.test(`all values within ${name}.npy equal those of QR and SVD in numpy`, async () => {
    const { layers } = await similarityOf([...names]);
    const layer = layers[index];
    const expected = reference.within[name];
    assert.ok(layer !== undefined);
    assert.deepEqual(layer.deadFilters, expected.dead);
    assert.equal(layer.rank, expected.rank);
    close(layer.pairs.data, expected.pairs.flat(), "pairs");
    close(layer.pearson.data, expected.pearson.flat(), "pearson");
    close(layer.oneVsRest, expected.oneVsRest, "oneVsRest");
  });
}

for (const names of ["a,b", "tall,short"] as const) {
  Deno.test(`all values between ${names} equal those of QR and SVD in numpy`, async () => {
    const { between: [pair] } = await similarityOf(names.split(","));
    const expected = reference.between[names];
    assert.ok(pair !== undefined);
    assert.deepEqual([...pair.ranks], expected.ranks);
    assert.deepEqual([...pair.kept], expected.kept);
    close(pair.correlations, expected.correlations, "correlations");
    for (
      const measure of ["mean", "svcca", "pwcca", "cka", "ckaUnbiased", "procrustes"] as const
    ) {
      close([pair[measure] ?? NaN], [expected[measure]], measure);
    }
  });
}
