import assert from "node:assert/strict";
import type { EpochMetrics } from "../../src/report/mod.ts";
import { bestOf, lastFiveOf } from "../../src/runs/epoch_metrics.ts";
import { metricsOf } from "../report/examples.ts";

/** Epochs with these validation accuracies; those of a pruned phase are negative. */
function epochs(...accuracies: readonly (number | null)[]): EpochMetrics[] {
  return accuracies.map((accuracy, i) => ({
    ...metricsOf(i + 1),
    phase: (accuracy ?? 0) < 0 ? "pruned" : "full",
    validationAccuracy: accuracy === null ? null : Math.abs(accuracy),
    testAccuracy: i % 2 === 0 ? (i + 1) / 10 : null,
  }));
}

Deno.test("the best epoch is the first of the best ones of the full network", () => {
  assert.deepEqual(bestOf(epochs(0.3, -0.9, 0.5, 0.5, 0.4)), {
    epoch: 3,
    phase: "full",
    validationAccuracy: 0.5,
    testAccuracy: 0.3,
  });
  assert.equal(bestOf(epochs(-0.9)), null);
  assert.equal(bestOf(epochs(null, null)), null);
  assert.equal(bestOf([]), null);
});

Deno.test("lastFive is the mean over the last five epochs, of what was measured", () => {
  const { validationAccuracy, testAccuracy } = lastFiveOf(epochs(0.9, 0.1, 0.2, 0.3, 0.4, 0.5));
  assert.equal(validationAccuracy?.toFixed(9), "0.300000000");
  assert.equal(testAccuracy?.toFixed(9), "0.400000000"); // epochs 3 and 5
  assert.deepEqual(lastFiveOf([]), { validationAccuracy: null, testAccuracy: null });
});
