import assert from "node:assert/strict";
import fc from "fast-check";
import {
  clockTime,
  counted,
  duration,
  measured,
  percent,
  wrapped,
} from "../../../cli/output/numbers.ts";

Deno.test("fractions are printed as percentages, unknown ones as a dash", () => {
  assert.equal(percent(0.5), "50.0 %");
  assert.equal(percent(1), "100.0 %");
  assert.equal(percent(null), "–");
  assert.equal(percent(NaN), "–");
  assert.equal(measured(null), "–");
});

Deno.test("times are printed in a suitable unit", () => {
  assert.equal(duration(0.0123), "12 ms");
  assert.equal(duration(9.44), "9.4 s");
  assert.equal(duration(59.97), "1:00 min");
  assert.equal(duration(125), "2:05 min");
  assert.equal(duration(3725), "1:02:05 h");
  assert.equal(clockTime(59.6), "1:00");
  assert.equal(clockTime(3599.7), "1:00:00");
});

Deno.test("counted() uses the singular for 1", () => {
  assert.equal(counted(1, "filter"), "1 filter");
  assert.equal(counted(24522, "parameter"), "24,522 parameters");
  assert.equal(counted(0, "filter"), "0 filters");
});

Deno.test("wrapped() keeps all words and the width", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(fc.property(words, fc.integer({ min: 16, max: 60 }), (list, columns) => {
    const text = wrapped(list.join(" "), columns);
    assert.equal(text.split(/\s+/).join(" "), list.join(" "));
    assert.equal(text.split("\n").every((line) => line.length <= columns), true, text);
  }));
});
