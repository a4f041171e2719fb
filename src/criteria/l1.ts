import type { ScoringRule } from "./criterion.ts";

/** Sum of absolute weights (Li et al. 2017): small filters are redundant. Layers of large fan-in score higher. */
export const l1: ScoringRule = {
  redundant: "lowest",
  score: ({ kernel: { rows, columns, data } }) =>
    Float64Array.from({ length: rows }, (_, f) => {
      let sum = 0;
      for (let i = f * columns; i < (f + 1) * columns; i++) sum += Math.abs(data[i] ?? 0);
      return sum;
    }),
};
