import assert from "node:assert/strict";
import fc from "fast-check";
import { doneFraction, progressLine } from "../../../cli/train/progress_line.ts";
import type { StepEvent } from "../../../src/training/mod.ts";

const EVENT: StepEvent = {
  type: "step",
  epoch: 7,
  epochs: 12,
  step: 10,
  steps: 40,
  phase: "pruned",
  cycle: 2,
  loss: 0.81234,
  figures: { accuracy: 0.7125 },
  examplesPerSecond: 1021.4,
};

Deno.test("the line shows epoch, phase, loss, accuracy, speed and time left", () => {
  const line = progressLine(EVENT, 72, 90);
  assert.equal(
    line.replace(/[━┄]+/, "|"),
    " 7/12 pruned 2 |  loss 0.8123  71.3 %  1,021 images/s  1:12 left",
  );
  assert.equal(line.length, 90);
  const [full = "", open = ""] = line.match(/━+|┄+/g) ?? [];
  assert.equal(Math.abs(full.length / (full.length + open.length) - 6.25 / 12) < 0.03, true);
});

Deno.test("the bar is left out if the line is too narrow", () => {
  assert.equal(
    progressLine(EVENT, 72, 66),
    " 7/12 pruned 2  loss 0.8123  71.3 %  1,021 images/s  1:12 left",
  );
});

Deno.test("doneFraction() of a quarter of epoch 7 of 12 is 6.25 / 12", () => {
  assert.equal(doneFraction(EVENT), 6.25 / 12);
});

Deno.test("the line is never wider than the terminal", () => {
  const events = fc.record({
    type: fc.constant("step" as const),
    epoch: fc.integer({ min: 1, max: 1000 }),
    epochs: fc.integer({ min: 1000, max: 9999 }),
    step: fc.integer({ min: 1, max: 700 }),
    steps: fc.constant(700),
    phase: fc.constantFrom("full" as const, "pruned" as const, "tail" as const),
    cycle: fc.integer({ min: 0, max: 20 }),
    loss: fc.double({ noDefaultInfinity: true }),
    figures: fc.record({ accuracy: fc.double({ min: 0, max: 1 }) }),
    examplesPerSecond: fc.double({ min: 0, max: 1e6, noNaN: true }),
  });
  const left = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }));
  fc.assert(fc.property(events, left, fc.integer({ min: 1, max: 200 }), (event, left, columns) => {
    assert.equal(progressLine(event, left, columns).length <= columns, true);
  }));
});
