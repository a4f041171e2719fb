import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { printedConfig } from "../../../cli/options/print_config.ts";
import { fileLayer, flagLayer, resolve } from "../../../cli/options/resolve.ts";
import { TRAINING_OPTIONS } from "../../../cli/train/options.ts";

const anyFlags = fc.record({
  data: fc.oneof(
    fc.constantFrom("shapes", "no", "null", "1e3", "a: b", "- x", "#", "~"),
    fc.string({ minLength: 1 }),
  ),
  epochs: fc.integer({ min: 1 }).map(String),
  s1: fc.constantFrom("20", "500steps"),
  prune: fc.double({ min: 0, max: 1, noNaN: true }).map(String),
  augment: fc.boolean(),
  lrSteps: fc.constantFrom("30,60", "7"),
  limit: fc.constantFrom("none", "100"),
  seed: fc.integer().map(String),
}).filter(({ data }) => data.trim() !== "");

for (const format of ["yaml", "json"] as const) {
  Deno.test(`options printed as ${format} are read back unchanged`, () => {
    fc.assert(
      fc.property(anyFlags, (flags) => {
        const resolved = resolve(TRAINING_OPTIONS, [flagLayer(TRAINING_OPTIONS, flags)]);
        const printed = printedConfig(TRAINING_OPTIONS, resolved, format);
        const read = fileLayer(TRAINING_OPTIONS, "x", parse(printed));
        assert.deepEqual(resolve(TRAINING_OPTIONS, [read]).values, resolved.values);
      }),
      { numRuns: 60 },
    );
  });
}

Deno.test("each line of the YAML names its source", () => {
  const resolved = resolve(TRAINING_OPTIONS, [flagLayer(TRAINING_OPTIONS, { epochs: "5" })]);
  const lines = printedConfig(TRAINING_OPTIONS, resolved, "yaml").trimEnd().split("\n");
  assert.equal(lines.find((line) => line.startsWith("epochs: 5 "))?.endsWith("# --epochs"), true);
  assert.equal(lines.find((line) => line.startsWith("lr: 0.01 "))?.endsWith("# default"), true);
  assert.equal(lines.length, Object.keys(TRAINING_OPTIONS).length);
});
