/**
 * The rooms of the computation know nothing of reports, and src/report imports no other room. So the words that both write
 * are compared here, by the compiler.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Rung } from "../../src/linalg/mod.ts";
import type { Cycle, EpochMetrics } from "../../src/report/mod.ts";
import type { CycleRecord, Phase } from "../../src/repr/mod.ts";

/** `true` if A and B have the same values. */
type Same<A, B> = [A] extends [B] ? [B] extends [A] ? true : false : false;

Deno.test("reports have the phases, rungs and cycles of the computation", () => {
  const phases: Same<EpochMetrics["phase"], Phase["name"]> = true;
  const rungs: Same<Cycle["reinitialized"][number]["rung"], Rung> = true;
  const cycles: Same<Cycle, CycleRecord> = true;
  assert.ok(phases && rungs && cycles);
});
