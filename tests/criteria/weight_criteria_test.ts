import assert from "node:assert/strict";
import { criterionNamed } from "../../src/criteria/mod.ts";
import { InputError } from "../../src/errors.ts";
import { matrix } from "../../src/linalg/mod.ts";
import { Rng } from "../../src/rng.ts";

const layer = { name: "conv", filters: 3, fanIn: 2 };
const kernel = matrix([[3, -4], [0, 0], [6, 8]]);
async function scores(by: string, gamma?: Float64Array): Promise<number[]> {
  const { score } = await criterionNamed(by);
  const input = { layer, kernel, rng: new Rng(1), ...(gamma === undefined ? {} : { gamma }) };
  return [...await score(input)];
}

Deno.test("l1 is the sum of absolute weights, l2 their Euclidean norm", async () => {
  assert.deepEqual(await scores("l1"), [7, 0, 14]);
  assert.deepEqual(await scores("l2"), [5, 0, 10]);
});

Deno.test("fpgm is the sum of distances to the other filters", async () => {
  // (3,-4) to (0,0): 5; (3,-4) to (6,8): sqrt(9 + 144); (0,0) to (6,8): 10
  const far = Math.sqrt(153);
  assert.deepEqual((await scores("fpgm")).map((s) => s.toFixed(9)), [
    (5 + far).toFixed(9),
    (15).toFixed(9),
    (10 + far).toFixed(9),
  ]);
});

Deno.test("bn-scale is the batch norm's absolute scale, and needs one", async () => {
  assert.deepEqual(await scores("bn-scale", Float64Array.of(-2, 0.5, 1)), [2, 0.5, 1]);
  await assert.rejects(scores("bn-scale"), InputError);
});

Deno.test("filters of small weights are the redundant ones", async () => {
  for (const by of ["l1", "l2", "fpgm", "bn-scale"]) {
    assert.deepEqual((await criterionNamed(by)).redundant, "lowest", by);
  }
});
