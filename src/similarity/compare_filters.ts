/**
 * Comparison of the filters of one layer.
 *
 * @module
 */
import { type CanonicalPairs, canonicalPairs, type Matrix } from "../linalg/mod.ts";
import { topByChance } from "./chance.ts";
import { deadVariables, withoutDead } from "./dead_variables.ts";
import type { LayerMoments } from "./layer_moments.ts";
import { oneVsRest } from "./one_vs_rest.ts";
import { pearson } from "./pearson.ts";
import { type RedundantGroup, redundantGroups } from "./redundant_groups.ts";

/** How correlated the filters of a layer are. */
export interface FilterComparison {
  /** Indices of filters that do not vary. */
  readonly deadFilters: readonly number[];
  /** The number of filters that are linearly independent over images x positions. */
  readonly rank: number;
  /** First canonical correlations, shape [filters, filters]. */
  readonly pairs: Matrix;
  /** |r| over images x positions, shape [filters, filters]. */
  readonly pearson: Matrix;
  /** Multiple correlation of each filter with all others over images x positions, shape [filters]. */
  readonly oneVsRest: Float64Array;
  /** Groups of filters with high `pairs`. */
  readonly redundant: readonly RedundantGroup[];
  /** The values to expect for independent filters. */
  readonly chance: { readonly pairs: number; readonly pearson: number; readonly oneVsRest: number };
  /** The same if only images are independent observations, and the positions of one image are not. */
  readonly chanceOfImages: { readonly pearson: number; readonly oneVsRest: number };
  /** By how much rounding had put the largest correlation above 1 before it was clamped. */
  readonly excess: number;
}

/** How filters are compared. */
export interface CompareFiltersOptions {
  /** The tolerance of {@linkcode cca}. */
  readonly tolerance: number;
  /** Filters whose pairs have at least this correlation are redundant. */
  readonly redundantAbove: number;
}

/**
 * Compares the filters of a layer.
 *
 * @param moments The layer's moments.
 * @param resolution For {@linkcode deadVariables}.
 */
export function compareFilters(
  moments: LayerMoments,
  resolution: number,
  { tolerance, redundantAbove }: CompareFiltersOptions,
): FilterComparison {
  const { cells, positions, cellsOfFilter } = moments;
  const filters = positions.variables;
  const overPositions = alive(positions, resolution);
  const correlations = pearson(overPositions.covariance);
  const { multiple, rank } = filters === 1
    ? { multiple: new Float64Array(1), rank: 1 - overPositions.dead.length }
    : oneVsRest(correlations, tolerance);
  const overImages = cells === positions ? overPositions : alive(cells, resolution);
  const pairs = filterPairs(overImages.covariance, cellsOfFilter, tolerance);
  const others = Math.max(1, rank - 1);
  return {
    deadFilters: overPositions.dead,
    rank,
    pairs: pairs.correlations,
    pearson: absolute(correlations),
    oneVsRest: multiple,
    redundant: redundantGroups(pairs.correlations, redundantAbove),
    chance: {
      pairs: topByChance(cellsOfFilter, cellsOfFilter, cells.count),
      pearson: topByChance(1, 1, positions.count),
      oneVsRest: topByChance(1, others, positions.count),
    },
    chanceOfImages: {
      pearson: topByChance(1, 1, cells.count),
      oneVsRest: topByChance(1, others, cells.count),
    },
    excess: pairs.excess,
  };
}

/**
 * First canonical correlations of filters with several variables each: 1 on the diagonal, 0 for a dead filter.
 *
 * @param covariance Shape [filters * cells, filters * cells], the cells of a filter side by side.
 * @param cells Variables of a filter; for one, the correlation is the absolute value of Pearson's.
 */
function filterPairs(covariance: Matrix, cells: number, tolerance: number): CanonicalPairs {
  if (cells > 1) return canonicalPairs(covariance, cells, { tolerance });
  return { correlations: absolute(pearson(covariance)), excess: 0 };
}

function absolute({ rows, columns, data }: Matrix): Matrix {
  return { rows, columns, data: data.map(Math.abs) };
}

function alive(
  moments: LayerMoments["cells"],
  resolution: number,
): { readonly covariance: Matrix; readonly dead: readonly number[] } {
  const covariance = moments.covariance();
  const dead = deadVariables({ mean: moments.mean, covariance }, resolution);
  return { covariance: withoutDead(covariance, dead), dead };
}
