import fc from "fast-check";
import assert from "node:assert/strict";
import { grouped } from "../../src/encoding/grouped.ts";

Deno.test("grouped() writes what toLocaleString() writes", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (count) => {
      assert.equal(grouped(count), count.toLocaleString("en-US"));
    }),
  );
});

Deno.test("grouped() rounds", () => {
  assert.equal(grouped(1999.5), "2,000");
});
