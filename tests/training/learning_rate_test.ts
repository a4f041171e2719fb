import assert from "node:assert/strict";
import { learningRateAt, type LearningRateOptions } from "../../src/training/mod.ts";

const OPTIONS: LearningRateOptions = {
  base: 0.1,
  schedule: "constant",
  steps: [],
  factor: 0.1,
  period: 50,
  amplitude: 0.005,
};

function rates(options: Partial<LearningRateOptions>, epochs: readonly number[]): string[] {
  return epochs.map((epoch) =>
    learningRateAt(epoch, 90, { ...OPTIONS, ...options }).toPrecision(4)
  );
}

Deno.test("constant does not change", () => {
  assert.deepEqual(rates({}, [0, 45.5, 90]), ["0.1000", "0.1000", "0.1000"]);
});

Deno.test("step: the appendix' 0.1, 0.01, 0.001 for thirty epochs each", () => {
  assert.deepEqual(
    rates({ schedule: "step", steps: [30, 60] }, [0, 29.99, 30, 59.99, 60, 89]),
    ["0.1000", "0.1000", "0.01000", "0.01000", "0.001000", "0.001000"],
  );
});

Deno.test("cosine falls from the base over its half to 0", () => {
  assert.deepEqual(rates({ schedule: "cosine" }, [0, 45]), ["0.1000", "0.05000"]);
  assert.ok(Math.abs(learningRateAt(90, 90, { ...OPTIONS, schedule: "cosine" })) < 1e-12);
});

Deno.test("cyclic: figure 6's triangle from 0.001 to 0.006 and back every 50 epochs", () => {
  assert.deepEqual(
    rates({ schedule: "cyclic", base: 0.001 }, [0, 12.5, 25, 37.5, 50, 75]),
    ["0.001000", "0.003500", "0.006000", "0.003500", "0.001000", "0.006000"],
  );
});
