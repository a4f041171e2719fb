import type { Matrix } from "../linalg/mod.ts";
import type { ScoringRule } from "./criterion.ts";

/** Euclidean norm of the weights: small filters are redundant. Layers of large fan-in score higher. */
export const l2: ScoringRule = {
  redundant: "lowest",
  score: ({ kernel }) => rowNorms(kernel),
};

/**
 * Euclidean norm of each row.
 *
 * @param w One filter a row, shape [J, d].
 * @returns Shape [J].
 */
export function rowNorms({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, f) => {
    let sum = 0;
    for (let i = f * columns; i < (f + 1) * columns; i++) sum += (data[i] ?? 0) ** 2;
    return Math.sqrt(sum);
  });
}
