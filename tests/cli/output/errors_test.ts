import assert from "node:assert/strict";
import { CommanderError } from "@commander-js/extra-typings";
import {
  described,
  InterruptedError,
  statusOf,
  ThresholdError,
} from "../../../cli/output/errors.ts";
import { TRAIN_OPTIONS } from "../../../cli/train/options.ts";
import { InputError } from "../../../src/errors.ts";

for (
  const [error, status] of [
    [new InputError("bad file"), 2],
    [new CommanderError(1, "commander.unknownOption", "error: unknown option"), 2],
    [new CommanderError(0, "commander.version", "0.1.0"), 0],
    [new ThresholdError("below"), 3],
    [new InterruptedError("stopped"), 130],
    [new DOMException("aborted", "AbortError"), 130],
    [new Error("out of memory"), 1],
    [new RangeError("a bug"), 1],
    ["a string", 1],
  ] as const
) {
  Deno.test(`${error instanceof Error ? error.name : typeof error} "${error}" ends with status ${status}`, () => {
    assert.equal(statusOf(error), status);
  });
}

Deno.test("an error is told in one line, Commander's suggestion included", () => {
  assert.equal(
    described(new Error("error: unknown option '--epoch'\n(Did you mean --epochs?)")),
    "unknown option '--epoch' (Did you mean --epochs?)",
  );
});

Deno.test("with verbose the stack and the causes follow", () => {
  const text = described(new Error("outer", { cause: new Error("inner") }), {
    verbose: true,
  });
  const lines = text.split("\n");
  assert.equal(lines[0], "outer");
  assert.equal(lines[1]?.trimStart().startsWith("at "), true);
  assert.equal(lines.includes("caused by: inner"), true);
});

Deno.test("described() prints flags where the library names options", () => {
  const error = new InputError("found 20 images, expected at least 64 (lower `batchSize`)", {
    option: "batchSize",
  });
  assert.equal(
    described(error, { options: TRAIN_OPTIONS }),
    "found 20 images, expected at least 64 (lower --batch-size)",
  );
  assert.equal(described(error), error.message);
});

Deno.test("described() with verbose says where the option can be set", () => {
  const options = TRAIN_OPTIONS;
  const second = (option: string) =>
    described(new InputError("x", { option }), { verbose: true, options }).split("\n")[1]?.trim();
  assert.equal(
    second("batchSize"),
    "set by --batch-size, REPR_BATCH_SIZE or batchSize in a configuration file",
  );
  assert.equal(
    second("tensorflowDirectory"),
    "set by --tensorflow-dir, REPR_TENSORFLOW or tensorflowDir in a configuration file",
  );
  assert.equal(second("resume"), "set by --resume, REPR_RESUME");
  assert.ok(second("unknown")?.startsWith("at "));
});

Deno.test("described() prints flags in the messages of causes, too", () => {
  const error = new Error("outer", { cause: new InputError("raise `limit`") });
  const lines = described(error, { verbose: true, options: TRAIN_OPTIONS }).split("\n");
  assert.ok(lines.includes("caused by: raise --limit"));
});
