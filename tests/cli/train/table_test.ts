import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import picocolors from "picocolors";
import { trainTable } from "../../../cli/train/table.ts";
import { TRAIN_REPORT } from "../../report/examples.ts";

const PLAIN = picocolors.createColors(false);

const WARNED = {
  ...TRAIN_REPORT,
  warnings: [
    "cycle 2: layer conv3 loses 15 of the 19 removed filters; --criterion ortho-adjusted compares layers of unequal fan-in",
  ],
};

Deno.test("the training table fits 80 columns and ends its lines without spaces", () => {
  for (const line of trainTable(WARNED, PLAIN).split("\n")) {
    assert.equal(line.length <= 80, true, line);
    assert.equal(line.endsWith(" "), false, line);
  }
});

Deno.test("the training table counts the re-initialized filters of each rung in 80 columns", () => {
  const made = { layer: "conv2", filter: 0, rung: "null-space" as const, maxCosine: 1.23e-10 };
  const cycles = TRAIN_REPORT.cycles.map((cycle) => ({
    ...cycle,
    reinitialized: Array.from({ length: 10_000 }, () => made),
  }));
  const text = trainTable({ ...TRAIN_REPORT, cycles }, PLAIN);
  const line = text.split("\n").find((line) => line.startsWith("re-initialized orthogonal"));
  assert.equal(
    line,
    "re-initialized orthogonal to survivors and old values  20000  |cos| <= 1.2e-10",
  );
  assert.ok(line.length <= 80);
});

Deno.test("the training table in color has the same text", () => {
  const text = stripVTControlCharacters(trainTable(WARNED, picocolors.createColors(true)));
  assert.equal(text, trainTable(WARNED, PLAIN));
});

/** The line that starts with the given words, single-spaced. */
function words(text: string, start: string): string {
  const lines = text.split("\n").map((line) => line.trim().replaceAll(/\s+/g, " "));
  return lines.find((line) => line.startsWith(start)) ?? "";
}

Deno.test("the training table shows each cycle's accuracies and each layer's pruned filters", () => {
  const text = trainTable(TRAIN_REPORT, PLAIN);
  assert.equal(words(text, "1 pruned"), "1 pruned by ortho 3 3 71.0 % 40.2 %");
  assert.equal(words(text, "re-initialized"), "re-initialized 5 3 73.3 % 70.0 %");
  assert.equal(words(text, "2 pruned"), "2 pruned by ortho 8 1 80.0 % 60.0 %");
  assert.equal(words(text, "conv2"), "conv2 2 0 32");
  assert.equal(words(text, "conv3"), "conv3 1 1 32");
  assert.equal(text.includes("conv1"), false);
  assert.equal(words(text, "train"), "train 95.1 %");
  assert.equal(words(text, "training"), "training 1:02 min 851 images/s");
  assert.equal(words(text, "test"), "test 91.4 % 90.0 % 91.0 %");
  assert.equal(words(text, "ranking"), "ranking 20 ms");
  assert.equal(words(text, "Run directory"), "Run directory: runs/shapes-c3-32-20260102-030405");
});

Deno.test("the training table of a standard run has no cycles", () => {
  const text = trainTable({ ...TRAIN_REPORT, scheme: "standard", cycles: [] }, PLAIN);
  assert.equal(text.startsWith("Standard training: c3-32 on shapes\n"), true);
  assert.equal(text.includes("cycle"), false);
});
