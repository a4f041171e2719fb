import { rowNorms } from "../linalg/mod.ts";
import type { ScoringRule } from "./criterion.ts";

/** Euclidean norm of the weights: small filters are redundant. Layers of large fan-in score higher. */
export const l2: ScoringRule = {
  redundant: "lowest",
  score: ({ kernel }) => rowNorms(kernel),
};
