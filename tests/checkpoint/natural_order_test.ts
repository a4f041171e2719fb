import assert from "node:assert/strict";
import { byNaturalOrder } from "../../src/checkpoint/natural_order.ts";

Deno.test("byNaturalOrder() sorts numbers in names by their value", () => {
  const names = ["layer10.b", "layer2.b", "layer2.a", "layer"];
  assert.deepEqual(names.sort(byNaturalOrder((name) => name)), [
    "layer",
    "layer2.a",
    "layer2.b",
    "layer10.b",
  ]);
});
