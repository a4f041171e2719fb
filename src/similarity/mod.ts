/**
 * The CCA family: how correlated the filters of a layer are, and how similar layers are.
 *
 * @module
 */
export type { Matrix } from "../linalg/mod.ts";
export type { Rng } from "../rng.ts";
export type { ActivationLayer, ActivationMaps, Activations } from "./activations.ts";
export type { Skipped } from "./attempt.ts";
export { ckaByChance, meanByChance, topByChance } from "./chance.ts";
export type { FilterComparison } from "./compare_filters.ts";
export type { LayerComparison, SimilarityMeasures } from "./compare_layers.ts";
export type { Comparisons } from "./compare_moments.ts";
export { BETWEEN, type Between } from "./layer_pairs.ts";
export { npyActivations } from "./npy_activations.ts";
export type { FilterPValues, PValues } from "./p_values.ts";
export type { ProgressOptions, SimilarityEvent } from "./progress.ts";
export type { RedundantGroup } from "./redundant_groups.ts";
export { similarity, type SimilarityOptions, type SimilarityResult } from "./similarity.ts";
