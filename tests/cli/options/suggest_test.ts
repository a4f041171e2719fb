import assert from "node:assert/strict";
import { didYouMean, suggestion } from "../../../cli/options/suggest.ts";

const WORDS = ["epochs", "evaluateEvery", "seed", "lr"];

for (
  const [slip, meant] of [
    ["epoch", "epochs"],
    ["epohcs", "epochs"],
    ["Seed", "seed"],
    ["evaluate-every", "evaluateEvery"],
    ["l", "lr"],
    ["momentum", undefined],
    ["", undefined],
  ] as const
) {
  Deno.test(`suggestion() for "${slip}" is ${meant ?? "nothing"}`, () => {
    assert.equal(suggestion(slip, WORDS), meant);
  });
}

Deno.test("didYouMean() returns no text if no word is near", () => {
  assert.equal(didYouMean("banana", WORDS), "");
  assert.equal(didYouMean("sede", WORDS), " (did you mean seed?)");
});
