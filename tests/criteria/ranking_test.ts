import assert from "node:assert/strict";
import {
  type Criterion,
  criterionNamed,
  rankFilters,
  scoreLayers,
  selectFilters,
} from "../../src/criteria/mod.ts";
import { InputError } from "../../src/errors.ts";
import { matrix } from "../../src/linalg/mod.ts";
import { Rng } from "../../src/rng.ts";

function layer(name: string, rows: readonly (readonly number[])[]) {
  const kernel = matrix(rows);
  return { layer: { name, filters: kernel.rows, fanIn: kernel.columns }, kernel };
}

const highest = await criterionNamed("ortho");

Deno.test("ortho of two parallel filters and one orthogonal to both is 1/3, 1/3, 0", async () => {
  const [scores] = await scoreLayers([layer("a", [[1, 0], [2, 0], [0, 3]])], highest, new Rng(1));
  assert.deepEqual(
    scores?.scores.map((s) => Math.round(s * 1e12) / 1e12),
    Float64Array.of(1 / 3, 1 / 3, 0).map((s) => Math.round(s * 1e12) / 1e12),
  );
});

Deno.test("ortho counts opposite filters as overlapping and ignores length", async () => {
  const [scores] = await scoreLayers([layer("a", [[1, 0], [-5, 0]])], highest, new Rng(1));
  assert.deepEqual(Array.from(scores?.scores ?? []), [0.5, 0.5]);
});

Deno.test("ortho with the matrix' norm weighs a filter by its length", async () => {
  // Frobenius norm 5: the product of the two parallel rows is 3 x 4 / 25, over J = 2.
  const criterion = await criterionNamed("ortho", { orthoNormalization: "matrix" });
  const [scores] = await scoreLayers([layer("a", [[3, 0], [4, 0]])], criterion, new Rng(1));
  for (const score of scores?.scores ?? []) {
    assert.equal(Math.abs(score - 12 / 25 / 2) < 1e-6, true);
  }
});

Deno.test("ortho-adjusted is about 1 for random filters of any fan-in", async () => {
  const rng = new Rng(3);
  for (const fanIn of [9, 27, 288]) {
    const kernel = { rows: 64, columns: fanIn, data: rng.normals(64 * fanIn) };
    const [scores] = await scoreLayers(
      [{ layer: { name: "a", filters: 64, fanIn }, kernel }],
      await criterionNamed("ortho-adjusted"),
      rng,
    );
    const mean = (scores?.scores ?? new Float64Array()).reduce((a, b) => a + b, 0) / 64;
    assert.equal(Math.abs(mean - 1) < 0.05, true, `fan-in ${fanIn}: ${mean}`);
  }
});

Deno.test("random scores differ between layers, repeat with the seed and change with it", async () => {
  const random = await criterionNamed("random");
  const layers = [layer("a", [[1], [1]]), layer("b", [[1], [1]])];
  const scores = async (seed: number) =>
    (await scoreLayers(layers, random, new Rng(seed))).map((l) => Array.from(l.scores));
  assert.deepEqual(await scores(0), await scores(0));
  const [a, b] = await scores(0);
  assert.equal(String(a) === String(b), false);
  assert.equal(String(await scores(0)) === String(await scores(1)), false);
});

Deno.test("an unknown criterion is an input error that lists the known ones", async () => {
  await assert.rejects(
    criterionNamed("taylr"),
    (e) => e instanceof InputError && /ortho-adjusted/.test(e.message),
  );
});

const by = (redundant: Criterion["redundant"]): Criterion => ({
  name: "given",
  needs: "weights",
  redundant,
  score: () => new Float64Array(),
});

Deno.test("filters of all layers are ranked together, ties by layer and filter, NaN last", () => {
  const layers = [
    { layer: "a", scores: Float64Array.of(0.5, NaN, 0.9) },
    { layer: "b", scores: Float64Array.of(0.5, 0.7) },
  ];
  const names = (redundant: Criterion["redundant"]) =>
    rankFilters(layers, by(redundant)).map(({ layer, filter }) => layer + filter).join(" ");
  assert.equal(names("highest"), "a2 b1 a0 b0 a1");
  assert.equal(names("lowest"), "a0 b0 b1 a2 a1");
});

Deno.test("selection takes round(p x filters), exactly, and never all filters of a layer", () => {
  const layers = [
    { layer: "a", scores: Float64Array.of(0.9, 0.8, 0.7) },
    { layer: "b", scores: Float64Array.of(0.1, 0.2, 0.3, 0.4) },
  ];
  const ranking = rankFilters(layers, by("highest"));
  const { filters, perLayer, warnings } = selectFilters(ranking, { prune: 0.5 });
  assert.deepEqual(filters.map(({ layer, filter }) => layer + filter), ["a0", "a1", "b3", "b2"]);
  assert.deepEqual(perLayer, { a: 2, b: 2 });
  assert.equal(warnings.length, 1);
  assert.equal(warnings[0]?.includes("layer a"), true);
  assert.equal(selectFilters(ranking, { prune: 0.3 }).filters.length, 2); // round(2.1)
  assert.equal(selectFilters(ranking, { prune: 0 }).filters.length, 0);
});

Deno.test("selection warns when `minFilters` leaves fewer to remove than asked for", () => {
  const ranking = rankFilters([{ layer: "a", scores: Float64Array.of(3, 2, 1) }], by("highest"));
  const { filters, warnings } = selectFilters(ranking, { prune: 1, minFilters: 2 });
  assert.equal(filters.length, 1);
  assert.equal(warnings.some((w) => w.includes("only 1 of 3")), true);
});

Deno.test("selection warns when one of several layers loses more than 60 % of the removed filters", () => {
  const layers = [
    { layer: "a", scores: new Float64Array(10).fill(0.9) },
    { layer: "b", scores: new Float64Array(10).fill(0.1) },
  ];
  const { warnings } = selectFilters(rankFilters(layers, by("highest")), { prune: 0.3 });
  assert.equal(warnings.some((w) => w.includes("layer a loses 6 of the 6")), true);
});

Deno.test("selectFilters() warns once of all layers that keep their last filters", () => {
  const layers = ["a", "b", "c"].map((layer) => ({ layer, scores: Float64Array.of(0.9, 0.8) }));
  const others = { layer: "d", scores: new Float64Array(20).fill(0.1) };
  const ranking = rankFilters([...layers, others], by("highest"));
  const { warnings } = selectFilters(ranking, { prune: 0.5 });
  assert.deepEqual(warnings.filter((text) => text.includes("fewer than 1 filter")), [
    "layer a and 2 more would have kept fewer than 1 filter: the next filter of the ranking is removed instead",
  ]);
});
