import assert from "node:assert/strict";
import { CommanderError } from "@commander-js/extra-typings";
import {
  described,
  InterruptedError,
  statusOf,
  ThresholdError,
} from "../../../cli/output/errors.ts";
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
    described(new Error("error: unknown option '--epoch'\n(Did you mean --epochs?)"), false),
    "unknown option '--epoch' (Did you mean --epochs?)",
  );
});

Deno.test("with verbose the stack and the causes follow", () => {
  const text = described(new Error("outer", { cause: new Error("inner") }), true);
  const lines = text.split("\n");
  assert.equal(lines[0], "outer");
  assert.equal(lines[1]?.trimStart().startsWith("at "), true);
  assert.equal(lines.includes("caused by: inner"), true);
});
