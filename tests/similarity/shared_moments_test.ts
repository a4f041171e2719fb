import assert from "node:assert/strict";
import { type Matrix, Moments } from "../../src/linalg/mod.ts";
import { MomentsThread } from "../../src/similarity/moments_thread.ts";
import { SharedMoments } from "../../src/similarity/shared_moments.ts";
import { Rng } from "../../src/rng.ts";

const VARIABLES = 600;
const ROWS = 1000;

/** Blocks of observations, each a view into something larger. */
function blocks(count: number): Matrix[] {
  const rng = new Rng(1);
  const data = Float32Array.from({ length: count * ROWS * VARIABLES }, () => rng.uniform());
  return Array.from({ length: count }, (_, i) => ({
    rows: ROWS,
    columns: VARIABLES,
    data: data.subarray(i * ROWS * VARIABLES, (i + 1) * ROWS * VARIABLES),
  }));
}

Deno.test("two threads have the moments of one, and the same bits if the second thread does not start", async () => {
  const all = blocks(9);
  const alone = new Moments(VARIABLES);
  for (const block of all) alone.add(block);
  const run = async (allowed: boolean) => {
    using thread = new MomentsThread(allowed);
    const shared = new SharedMoments(VARIABLES, thread);
    for (const block of all) await shared.add(block);
    return await shared.finish();
  };
  const [first, again] = [await run(true), await run(false)];
  assert.equal(first.count, 9 * ROWS);
  const [own, other] = [alone.covariance().data, first.covariance().data];
  const worst = Math.max(
    ...Array.from(own.slice(0, 5000), (value, i) => Math.abs(value - (other[i] ?? NaN))),
  );
  assert.ok(worst < 1e-14, `${worst}`);
  assert.deepEqual(again.covariance(), first.covariance());
});

Deno.test("finish() throws the error of a block that the second thread could not add", async () => {
  using thread = new MomentsThread();
  const shared = new SharedMoments(VARIABLES, thread);
  const [block, ...more] = blocks(6);
  const bad: Matrix = { rows: ROWS, columns: VARIABLES, data: new Float32Array(ROWS * VARIABLES) };
  bad.data.fill(NaN);
  for (const each of more) await shared.add(each); // the fifth block is added by this thread
  await shared.add(bad);
  if (block !== undefined) await shared.add(block);
  await assert.rejects(shared.finish(), { name: "RangeError", message: /NaN/ });
});

Deno.test("a single small block is added by the calling thread", async () => {
  using thread = new MomentsThread();
  const shared = new SharedMoments(2, thread);
  await shared.add({ rows: 2, columns: 2, data: Float64Array.of(1, 2, 3, 4) });
  assert.deepEqual((await shared.finish()).mean, Float64Array.of(2, 3));
});
