/**
 * Bar charts: one bar for each filter, and a line at the chance level.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { drawn } from "./drawing.ts";

/**
 * A bar chart of values in [0, 1].
 *
 * @param values One value for each filter.
 * @param label What the values are: the axis' label.
 * @param chance The level that independent data reach.
 * @returns SVG.
 */
export function bars(values: readonly number[], label: string, chance: number): string {
  const step = Math.max(1, Math.ceil(values.length / 8));
  const gap = values.length <= 64 ? 0.15 : 0;
  return drawn({
    width: 336,
    height: 150,
    marginLeft: 28,
    marginRight: 8,
    marginTop: 22,
    marginBottom: 36,
    x: { domain: [0, values.length], label: null },
    y: { domain: [0, 1], label, labelArrow: "none", labelAnchor: "top", ticks: 5 },
    marks: [
      Plot.rectY(values, {
        x1: (_: number, i: number) => i + gap / 2,
        x2: (_: number, i: number) => i + 1 - gap / 2,
        y: (value: number) => value,
        fill: "var(--bar)",
        title: (value: number, i: number) => `filter ${i}: ${value.toFixed(3)}`,
      }),
      Plot.axisX(
        Array.from({ length: Math.ceil(values.length / step) }, (_, i) => i * step + 0.5),
        {
          tickFormat: (at: number) => `${at - 0.5}`,
          tickSize: 3,
          label: "filter",
          labelOffset: 32,
          labelArrow: "none",
          labelAnchor: "center",
        },
      ),
      Plot.ruleY([chance], { stroke: "currentColor", strokeDasharray: "4 3" }),
    ],
  });
}
