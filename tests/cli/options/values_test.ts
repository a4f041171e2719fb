import assert from "node:assert/strict";
import fc from "fast-check";
import {
  choice,
  integer,
  type Kind,
  list,
  number,
  optional,
  SPAN,
  SWITCH,
  text,
} from "../../../cli/options/values.ts";

const fraction = number("a fraction between 0 and 1", { atLeast: 0, atMost: 1 });
const steps = list("whole numbers", integer(1));

const TABLE: readonly (readonly [
  kind: string,
  of: Kind<unknown>,
  good: [unknown, unknown][],
  bad: unknown[],
])[] = [
  [
    "a fraction",
    fraction,
    [["0", 0], ["1", 1], [".5", 0.5], ["3e-1", 0.3], [0.25, 0.25], [" 0.5 ", 0.5]],
    ["-0.1", "1.5", "NaN", NaN, "Infinity", "", " ", "half", "0x1", "1,5", null, true, [], {}],
  ],
  [
    "a whole number of at least 1",
    integer(1),
    [["1", 1], ["64", 64], [7, 7], ["1e3", 1000]],
    ["0", "-1", "1.5", 1.5, "NaN", "ten", "", "9007199254740993", null, Infinity],
  ],
  ["any whole number", integer(), [["-3", -3], ["0", 0]], ["1.5", "x"]],
  ["one of two words", choice(["repr", "standard"]), [["repr", "repr"]], ["REPR", "", null, 1]],
  [
    "a switch",
    SWITCH,
    [[true, true], ["1", true], ["true", true], ["0", false], [false, false], ["false", false]],
    ["yes please", "", null, 2],
  ],
  ["text", text("<name>", "a name"), [["c3-32", "c3-32"], [2024, "2024"]], [
    "",
    "  ",
    null,
    true,
    [],
  ]],
  [
    "a number or none",
    optional(integer(1), "none"),
    [["none", null], [null, null], ["5", 5]],
    ["nil", "0"],
  ],
  ["a list", steps, [["30,60", [30, 60]], [[30, 60], [30, 60]], [30, [30]]], [
    "",
    "30,",
    "a",
    [],
    [0],
  ]],
  [
    "a span",
    SPAN,
    [
      ["20", { count: 20, unit: "epochs" }],
      [20, { count: 20, unit: "epochs" }],
      ["500steps", { count: 500, unit: "steps" }],
      ["500 steps", { count: 500, unit: "steps" }],
      ["1epoch", { count: 1, unit: "epochs" }],
      [{ count: 3, unit: "steps" }, { count: 3, unit: "steps" }],
    ],
    ["0", "-5", "2.5", "500 stairs", "steps", "", null, { count: 0, unit: "steps" }, {
      count: 1,
      unit: "s",
    }],
  ],
];

for (const [name, kind, good, bad] of TABLE) {
  Deno.test(`${name} is read from valid values`, () => {
    for (const [raw, value] of good) assert.deepEqual(kind.parse(raw), value, JSON.stringify(raw));
  });

  Deno.test(`${name} is not read from invalid values`, () => {
    for (const raw of bad) assert.equal(kind.parse(raw), undefined, JSON.stringify(raw));
  });

  Deno.test(`${name} is read back from its notation`, () => {
    for (const [, value] of good) assert.deepEqual(kind.parse(kind.format(value)), value);
  });
}

Deno.test("every number within bounds is read back, also as text", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
    assert.equal(fraction.parse(fraction.format(value)), value);
    assert.equal(fraction.parse(String(value)), value);
  }));
});

Deno.test("every span is read back from its notation", () => {
  const spans = fc.record({
    count: fc.integer({ min: 1 }),
    unit: fc.constantFrom("epochs" as const, "steps" as const),
  });
  fc.assert(fc.property(spans, (span) => {
    assert.deepEqual(SPAN.parse(SPAN.format(span)), { ...span });
    assert.deepEqual(SPAN.parse(`${span.count}${span.unit}`), { ...span });
  }));
});
