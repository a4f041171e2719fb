/**
 * Linear algebra on row-major matrices, f32 or f64 in, accumulated in f64. All functions but `matrix` and `rowNorms` run in
 * the WebAssembly module of `linalg-wasm`; the folder is its only importer.
 *
 * @module
 */

export {
  type CanonicalCorrelations,
  canonicalCorrelations,
  type CanonicalOptions,
} from "./canonical_correlations.ts";
export { type CanonicalPairs, canonicalPairs } from "./canonical_pairs.ts";
export { cosines } from "./cosines.ts";
export { gram } from "./gram.ts";
export { type Matrix, matrix, rowNorms, selectRows } from "./matrix.ts";
export { Moments, type MomentsState } from "./moments.ts";
export { numericalRank, type NumericalRankOptions } from "./numerical_rank.ts";
export { ConvergenceError } from "./operation.ts";
export { orthogonality, type OrthogonalityOptions } from "./orthogonality.ts";
export { product } from "./product.ts";
export {
  type NewFilters,
  type NullSpaceInput,
  type Rung,
  sampleNullSpace,
} from "./sample_null_space.ts";
export { type Siblings, siblings } from "./siblings.ts";
export { singularValues } from "./singular_values.ts";
export { type SymmetricEigen, symmetricEigen } from "./symmetric_eigen.ts";
export { type ThinQr, thinQr } from "./thin_qr.ts";
export { type ThinSvd, thinSvd } from "./thin_svd.ts";
