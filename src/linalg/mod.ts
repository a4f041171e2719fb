/**
 * Linear algebra on row-major matrices, f32 or f64 in, accumulated in f64: the only face of `linalg-wasm`.
 *
 * @module
 */

export { cosines } from "./cosines.ts";
export { gram } from "./gram.ts";
export { type Matrix, matrix } from "./matrix.ts";
export { ConvergenceError } from "./operation.ts";
export { orthogonality, type OrthogonalityOptions } from "./orthogonality.ts";
export { rank, type RankOptions } from "./rank.ts";
export {
  type NewFilters,
  type NullSpaceInput,
  type Rung,
  sampleNullSpace,
} from "./sample_null_space.ts";
export { singularValues } from "./singular_values.ts";
