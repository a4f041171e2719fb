import { gram } from "../linalg/mod.ts";
import type { ScoringRule } from "./criterion.ts";

/**
 * Sum of Euclidean distances to the layer's other filters (He et al. 2019, FPGM): a filter near the geometric median can be
 * replaced by the others. Layers of large filters score higher.
 */
export const fpgm: ScoringRule = {
  redundant: "lowest",
  score: ({ kernel }) => {
    const { rows, data } = gram(kernel);
    const inner = (f: number, g: number) => data[f * rows + g] ?? 0;
    return Float64Array.from({ length: rows }, (_, f) => {
      let sum = 0;
      for (let g = 0; g < rows; g++) {
        // |a - b|^2 = a.a + b.b - 2 a.b, which rounding can take below 0
        sum += Math.sqrt(Math.max(0, inner(f, f) + inner(g, g) - 2 * inner(f, g)));
      }
      return sum;
    });
  },
};
