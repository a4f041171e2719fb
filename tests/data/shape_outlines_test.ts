import assert from "node:assert/strict";
import fc from "fast-check";
import { OUTLINES } from "../../data/shape_outlines.ts";

/** The areas by elementary geometry. */
const AREAS: Readonly<Record<string, number>> = {
  bars: 3 * 1.6 * 0.32,
  checker: 5 * 0.54 ** 2,
  crescent: Math.PI * 0.95 ** 2 - lens(0.95, 0.72, 0.45),
  cross: 2 * 1.9 * 0.5 - 0.5 ** 2,
  disc: Math.PI * 0.82 ** 2,
  frame: 1.24 ** 2 + 4 * 1.24 * 0.12 + Math.PI * 0.12 ** 2 - 1, // the outer corners are round
  ring: Math.PI * (0.88 ** 2 - 0.6 ** 2),
  square: 1.4 ** 2,
  star: 5 * 0.42 * Math.sin(Math.PI / 5),
  triangle: 3 * Math.sqrt(3) / 4 * 0.95 ** 2,
};

/** What two discs have in common whose centers are `distance` apart. */
function lens(a: number, b: number, distance: number): number {
  const alpha = Math.acos((distance ** 2 + a ** 2 - b ** 2) / (2 * distance * a));
  const beta = Math.acos((distance ** 2 + b ** 2 - a ** 2) / (2 * distance * b));
  return a ** 2 * (alpha - Math.sin(2 * alpha) / 2) + b ** 2 * (beta - Math.sin(2 * beta) / 2);
}

Deno.test("each figure has the area that elementary geometry gives", () => {
  const step = 0.005;
  for (const [name, outline] of Object.entries(OUTLINES)) {
    let area = 0;
    for (let x = -1.3 + step / 2; x < 1.3; x += step) {
      for (let y = -1.3 + step / 2; y < 1.3; y += step) if (outline(x, y) < 0) area += step * step;
    }
    const expected = AREAS[name] ?? NaN;
    assert.ok(Math.abs(area - expected) < 0.01, `${name}: ${area}, expected ${expected}`);
  }
});

Deno.test("signed distances never change by more than the distance between two points", () => {
  const coordinate = fc.double({ min: -2, max: 2, noNaN: true });
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, coordinate, (x1, y1, x2, y2) => {
      for (const [name, outline] of Object.entries(OUTLINES)) {
        const change = Math.abs(outline(x1, y1) - outline(x2, y2));
        assert.ok(change <= Math.hypot(x1 - x2, y1 - y2) + 1e-12, name);
      }
    }),
    { numRuns: 1000 },
  );
});
