import fc from "fast-check";
import assert from "node:assert/strict";
import { toJson } from "../../src/encoding/json.ts";

Deno.test("toJson() writes numbers that are not finite as null", () => {
  assert.deepEqual(JSON.parse(toJson({ a: NaN, b: [Infinity, -Infinity, 1] })), {
    a: null,
    b: [null, null, 1],
  });
});

Deno.test("toJson() writes float arrays as lists, their NaN as null", () => {
  assert.equal(
    toJson({ a: new Float32Array([0.5, NaN]), b: new Float64Array([2]) }, 0),
    '{"a":[0.5,null],"b":[2]}\n',
  );
});

Deno.test("toJson() writes minus zero as 0", () => {
  assert.equal(toJson([-0], 0), "[0]\n");
});

Deno.test("toJson() keeps every JSON value unchanged", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 2 }), (value) => {
      assert.deepEqual(JSON.parse(toJson(value)), JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 50 },
  );
});
