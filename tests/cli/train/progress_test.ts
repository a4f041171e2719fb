import assert from "node:assert/strict";
import type { Screen } from "../../../cli/output/terminal.ts";
import { TrainProgress } from "../../../cli/train/progress.ts";
import type { StepEvent, TrainEvent } from "../../../src/training/mod.ts";

/** A screen that records its output, with a clock that the test sets. */
class Paper implements Screen {
  readonly terminal: boolean;
  text = "";
  time = 0;

  constructor(terminal: boolean) {
    this.terminal = terminal;
  }
  columns(): number {
    return 80;
  }
  write(text: string): void {
    this.text += text;
  }
  now(): number {
    return this.time;
  }
}

function step(done: number): StepEvent {
  return {
    type: "step",
    epoch: 1,
    epochs: 2,
    step: done,
    steps: 10,
    phase: "full",
    cycle: 1,
    loss: 1,
    figures: { accuracy: 0.5 },
    examplesPerSecond: 100,
  };
}

const EPOCH: TrainEvent = {
  type: "epoch",
  epochs: 2,
  result: {
    epoch: 1,
    phase: "full",
    cycle: 1,
    trainLoss: 2,
    figures: { train: { accuracy: 0.5 }, validation: { accuracy: 0.4 }, test: null },
    learningRate: 0.01,
    orthoSum: 1,
    activeFilters: 96,
    seconds: 1.5,
  },
};
const PRUNED: TrainEvent = {
  type: "pruned",
  cycle: 1,
  epoch: 1,
  filters: 19,
  before: 0.8,
  after: 0.4,
};
const LOUD = { quiet: false, verbose: false };

Deno.test("without a terminal there is a line for each epoch and event, and none for a step", () => {
  const paper = new Paper(false);
  using progress = new TrainProgress(LOUD, paper);
  for (const event of [step(1), step(9), EPOCH, PRUNED]) progress.show(event);
  assert.equal(paper.text.includes("\r") || paper.text.includes("\x1b"), false);
  assert.deepEqual(paper.text.split("\n"), [
    "epoch 1/2  full 1    loss 2.0000  train 50.0 %  validation 40.0 %  test –  1.5 s",
    "cycle 1: pruned 19 filters after epoch 1, accuracy 80.0 % -> 40.0 %",
    "",
  ]);
});

Deno.test("on a terminal one line is drawn at most every tenth of a second", () => {
  const paper = new Paper(true);
  using progress = new TrainProgress(LOUD, paper);
  for (paper.time = 0; paper.time < 1000; paper.time += 10) {
    progress.show(step(1 + paper.time / 200));
  }
  assert.equal(paper.text.split("\r").length - 1, 10);
  assert.equal(paper.text.includes("\n"), false);
});

Deno.test("the time left follows from the time that the steps took", () => {
  const paper = new Paper(true);
  using progress = new TrainProgress(LOUD, paper);
  progress.show(step(1)); // 1 of 20 steps
  paper.time = 8000;
  progress.show(step(5)); // 4 steps in 8 s: the other 15 take 30 s
  assert.equal(paper.text.endsWith("  0:30 left"), true, paper.text);
});

Deno.test("a remark is printed above the progress line, which is drawn again", () => {
  const paper = new Paper(true);
  using progress = new TrainProgress(LOUD, paper);
  progress.show(step(1));
  const line = paper.text.slice(paper.text.lastIndexOf("K") + 1);
  paper.text = "";
  progress.log.info("hello");
  assert.equal(paper.text, `\r\x1b[2Khello\n${line}`);
});

Deno.test("the progress line is cleared when the display is disposed", () => {
  const paper = new Paper(true);
  {
    using progress = new TrainProgress(LOUD, paper);
    progress.show(step(1));
  }
  assert.equal(paper.text.endsWith("\r\x1b[2K"), true);
});

Deno.test("quiet shows nothing at all", () => {
  for (const terminal of [true, false]) {
    const paper = new Paper(terminal);
    using progress = new TrainProgress({ quiet: true, verbose: false }, paper);
    for (const event of [step(1), EPOCH, PRUNED]) progress.show(event);
    assert.equal(paper.text, "");
  }
});
