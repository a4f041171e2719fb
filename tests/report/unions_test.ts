/**
 * The rooms that compute do not import src/report, and src/report imports no other room. So the compiler compares the
 * names that both declare here.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Rung } from "../../src/linalg/mod.ts";
import type { Cycle, EpochMetrics } from "../../src/report/mod.ts";
import type { Phase } from "../../src/strategies/mod.ts";

/** `true` if A and B have the same values. */
type Same<A, B> = [A] extends [B] ? [B] extends [A] ? true : false : false;

Deno.test("reports have the phases and rungs of the computation", () => {
  const phases: Same<EpochMetrics["phase"], Phase["name"]> = true;
  const rungs: Same<Cycle["reinitialized"][number]["rung"], Rung> = true;
  assert.ok(phases && rungs);
});
