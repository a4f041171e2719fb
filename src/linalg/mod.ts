/**
 * Linear algebra on row-major matrices, f32 or f64 in, accumulated in f64: the only face of `linalg-wasm`.
 *
 * @module
 */

export {
  type CanonicalCorrelations,
  canonicalCorrelations,
  canonicalCorrelationsOfData,
  type CanonicalOptions,
} from "./canonical_correlations.ts";
export { type CanonicalPairs, canonicalPairs } from "./canonical_pairs.ts";
export { cosines } from "./cosines.ts";
export { gram } from "./gram.ts";
export { type Matrix, matrix } from "./matrix.ts";
export { Moments, type MomentsState } from "./moments.ts";
export { MomentsThread } from "./moments_thread.ts";
export { ConvergenceError } from "./operation.ts";
export { orthogonality, type OrthogonalityOptions } from "./orthogonality.ts";
export type { Calls } from "./calls.ts";
export { overLayers, type OverLayersOptions } from "./over_layers.ts";
export { product, selfProduct } from "./product.ts";
export { rank, type RankOptions } from "./rank.ts";
export { rowSpace } from "./row_space.ts";
export {
  type NewFilters,
  type NullSpaceInput,
  type Rung,
  sampleNullSpace,
} from "./sample_null_space.ts";
export { SharedMoments } from "./shared_moments.ts";
export { type Siblings, siblings } from "./siblings.ts";
export { singularValues } from "./singular_values.ts";
export { type SymmetricEigen, symmetricEigen } from "./symmetric_eigen.ts";
export { type ThinQr, thinQr } from "./thin_qr.ts";
export { type ThinSvd, thinSvd } from "./thin_svd.ts";
