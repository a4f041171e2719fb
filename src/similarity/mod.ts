/**
 * The CCA family: how correlated a layer's filters are, and how alike layers are.
 *
 * @module
 */
export type { ActivationLayer, Activations, Maps } from "./activations.ts";
export { compare, type Compared, type CompareOptions, type Measures } from "./between.ts";
export { cca, type PairCovariance } from "./cca.ts";
export { ckaByChance, meanByChance, topByChance } from "./chance.ts";
export type { LayerPair, LayerSimilarity, SimilarityEvent } from "./comparing.ts";
export { BETWEEN, type Between } from "./comparisons.ts";
export { npyActivations } from "./npy_activations.ts";
export type { PValues, WithinPValues } from "./p_values.ts";
export type { RedundantGroup } from "./redundant.ts";
export { type Similarity, similarity, type SimilarityOptions } from "./similarity.ts";
export type { Within } from "./within.ts";
