import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import picocolors from "picocolors";
import { doctorTable } from "../../../cli/doctor/table.ts";
import { evaluateTable } from "../../../cli/evaluate/table.ts";
import { trainTable } from "../../../cli/train/table.ts";
import { DOCTOR_REPORT, EVALUATE_REPORT, TRAIN_REPORT } from "../../report/examples.ts";

const PLAIN = picocolors.createColors(false);
const COLORED = picocolors.createColors(true);

const WARNED = {
  ...TRAIN_REPORT,
  warnings: [
    "cycle 2: layer conv3 takes 15 of the 19 removed filters; --criterion ortho-adjusted compares layers of unequal fan-in",
  ],
};

Deno.test("the training table fits 80 columns and ends its lines without spaces", () => {
  for (const line of trainTable(WARNED, PLAIN).split("\n")) {
    assert.equal(line.length <= 80, true, line);
    assert.equal(line.endsWith(" "), false, line);
  }
});

Deno.test("colors change nothing but colors", () => {
  for (
    const [colored, plain] of [
      [trainTable(WARNED, COLORED), trainTable(WARNED, PLAIN)],
      [doctorTable(DOCTOR_REPORT, COLORED), doctorTable(DOCTOR_REPORT, PLAIN)],
      [evaluateTable(EVALUATE_REPORT, COLORED), evaluateTable(EVALUATE_REPORT, PLAIN)],
    ] as const
  ) {
    assert.equal(stripVTControlCharacters(colored), plain);
  }
});

/** The line that starts with the given words, single-spaced. */
function words(text: string, start: string): string {
  const lines = text.split("\n").map((line) => line.trim().replaceAll(/\s+/g, " "));
  return lines.find((line) => line.startsWith(start)) ?? "";
}

Deno.test("the training table shows each cycle's accuracies and what was pruned in each layer", () => {
  const text = trainTable(TRAIN_REPORT, PLAIN);
  assert.equal(words(text, "1 pruned"), "1 pruned by ortho 3 3 71.0 % 40.2 %");
  assert.equal(words(text, "re-initialized"), "re-initialized 5 3 73.3 % 70.0 %");
  assert.equal(words(text, "2 pruned"), "2 pruned by ortho 8 1 80.0 % 60.0 %");
  assert.equal(words(text, "conv2"), "conv2 2 0 32");
  assert.equal(words(text, "conv3"), "conv3 1 1 32");
  assert.equal(text.includes("conv1"), false);
  assert.equal(words(text, "train"), "train 95.1 % training 1:02 min");
  assert.equal(words(text, "test"), "test 91.4 % ranking 20 ms");
  assert.equal(words(text, "Run directory"), "Run directory: runs/shapes-c3-32-20260102-030405");
});

Deno.test("a standard run has no table of cycles", () => {
  const text = trainTable({ ...TRAIN_REPORT, scheme: "standard", cycles: [] }, PLAIN);
  assert.equal(text.startsWith("Standard training: c3-32 on shapes\n"), true);
  assert.equal(text.includes("cycle"), false);
});

Deno.test("doctor's text says why nothing can compute", () => {
  const text = doctorTable({ ...DOCTOR_REPORT, chosen: null, problem: "no gpu" }, PLAIN);
  assert.equal(text.includes("Cannot compute: no gpu\n"), true);
});

Deno.test("evaluate's text shows a class without images as a dash", () => {
  assert.equal(words(evaluateTable(EVALUATE_REPORT, PLAIN), "ring"), "ring 0 –");
});
