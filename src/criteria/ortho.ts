import { orthogonality } from "../linalg/mod.ts";
import type { Criterion } from "./criterion.ts";

/**
 * How the layer's weight matrix is normalized before the product of eq. 1: each filter by its own norm, or all by the
 * Frobenius norm of the whole matrix (as in the authors' TensorFlow 1 code).
 */
export type OrthoNormalization = "filter" | "matrix";

/**
 * Inter-filter orthogonality (RePr eq. 1-2): the mean absolute cosine of a filter with its siblings, over J.
 *
 * @param normalization See {@linkcode OrthoNormalization}.
 */
export function ortho(normalization: OrthoNormalization = "filter"): Criterion {
  return {
    name: "ortho",
    description: "inter-filter orthogonality, RePr eq. 1-2: overlap with the layer's other filters",
    redundant: "highest",
    score: ({ kernel, orthogonality: known }) =>
      normalization === "filter" && known !== undefined
        ? known.slice()
        : orthogonality(kernel, { normalization }),
  };
}
