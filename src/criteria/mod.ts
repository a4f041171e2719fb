/**
 * Ranking criteria: which filters are redundant, layer by layer, then over the whole network.
 *
 * @module
 */
export { bnScale } from "./bn_scale.ts";
export type { Criterion, LayerToScore } from "./criterion.ts";
export { fpgm } from "./fpgm.ts";
export { l1 } from "./l1.ts";
export { l2 } from "./l2.ts";
export { ortho, type OrthoNormalization } from "./ortho.ts";
export { chanceOrthogonality, orthoAdjusted } from "./ortho_adjusted.ts";
export { random } from "./random.ts";
export { type LayerScores, type RankedFilter, rankFilters, scoreLayers } from "./ranking.ts";
export { criterionNamed, criterionNames, type CriterionOptions } from "./registry.ts";
export { selectFilters, type Selection, type SelectionOptions } from "./selection.ts";
