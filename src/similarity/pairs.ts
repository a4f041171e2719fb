/**
 * The first canonical correlation of every two filters.
 *
 * @module
 */
import { type CanonicalPairs, canonicalPairs, type Matrix } from "../linalg/mod.ts";
import { pearson } from "./pearson.ts";

/**
 * First canonical correlations of filters with several variables each: 1 on the diagonal, 0 for a dead filter.
 *
 * @param covariance Shape [filters * cells, filters * cells], a filter's cells side by side.
 * @param cells Variables of a filter; with one the correlation is the absolute value of Pearson's.
 * @param tolerance As {@linkcode cca} takes it.
 */
export function pairs(covariance: Matrix, cells: number, tolerance: number): CanonicalPairs {
  if (cells > 1) return canonicalPairs(covariance, cells, { tolerance });
  const { rows, columns, data } = pearson(covariance);
  return { correlations: { rows, columns, data: data.map(Math.abs) }, excess: 0 };
}
