import { orthogonality } from "../linalg/mod.ts";
import type { ScoringRule } from "./criterion.ts";

/**
 * How the layer's weight matrix is normalized before the product of eq. 1: each filter by its own norm, or all by the
 * Frobenius norm of the whole matrix (as in the authors' TensorFlow 1 code).
 */
export type OrthoNormalization = "filter" | "matrix";

/**
 * Inter-filter orthogonality (RePr eq. 1-2): the sum of a filter's absolute cosines with the layer's other filters, over
 * the number of filters J.
 *
 * @param normalization See {@linkcode OrthoNormalization}.
 * @returns The rule; high scores are redundant.
 */
export function ortho(normalization: OrthoNormalization = "filter"): ScoringRule {
  return {
    redundant: "highest",
    score: ({ kernel, orthogonality: known }) =>
      normalization === "filter" && known !== undefined
        ? known.slice()
        : orthogonality(kernel, { normalization }),
  };
}
