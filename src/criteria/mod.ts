/**
 * Ranking criteria: which filters are redundant, layer by layer, then over the whole network.
 *
 * @module
 */
export type { Criterion, LayerToScore, Need, ScoringRule } from "./criterion.ts";
export type { OrthoNormalization } from "./ortho.ts";
export type { Probe } from "./probe.ts";
export { type LayerScores, type RankedFilter, rankFilters, scoreLayers } from "./ranking.ts";
export { criterionNamed, criterionNames, type CriterionOptions } from "./registry.ts";
export { selectFilters, type Selection, type SelectionOptions } from "./selection.ts";
