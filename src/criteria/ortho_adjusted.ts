import { orthogonality } from "../linalg/mod.ts";
import type { ScoringRule } from "./criterion.ts";

/**
 * The orthogonality score that random filters would get: J - 1 cosines of E|cos| = sqrt(2 / (pi d)) each, over J.
 *
 * @param filters J, the filters of the layer.
 * @param fanIn d, the weights of one filter.
 */
export function chanceOrthogonality(filters: number, fanIn: number): number {
  return Math.sqrt(2 / (Math.PI * fanIn)) * (filters - 1) / filters;
}

/**
 * Inter-filter orthogonality divided by its chance level, so that layers of small fan-in, whose random filters overlap
 * more, compare with the others. A layer of one filter scores 0.
 */
export const orthoAdjusted: ScoringRule = {
  redundant: "highest",
  score: ({ layer, kernel, orthogonality: known }) => {
    const chance = chanceOrthogonality(layer.filters, layer.fanIn);
    const scores = known ?? orthogonality(kernel);
    return scores.map((score) => chance > 0 ? score / chance : 0);
  },
};
