/**
 * One layer's filters, compared with each other.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";
import { topByChance } from "./chance.ts";
import { deadVariables, withoutDead } from "./dead.ts";
import type { LayerMoments } from "./layer_moments.ts";
import { oneVsRest } from "./one_vs_rest.ts";
import { pairs } from "./pairs.ts";
import { pearson } from "./pearson.ts";

/** How correlated a layer's filters are. */
export interface Within {
  /** Filters that do not vary. */
  readonly deadFilters: readonly number[];
  /** Filters that are linearly independent over images x positions. */
  readonly rank: number;
  /** First canonical correlations, `[filters, filters]`. */
  readonly pairs: Matrix;
  /** |r| over images x positions, `[filters, filters]`. */
  readonly pearson: Matrix;
  /** Multiple correlation of each filter on all others over images x positions, `[filters]`. */
  readonly oneVsRest: Float64Array;
  /** What independent filters would show. */
  readonly chance: { readonly pairs: number; readonly pearson: number; readonly oneVsRest: number };
  /** How far rounding had carried the largest correlation above 1. */
  readonly excess: number;
}

/**
 * Compares a layer's filters from its moments.
 *
 * @param resolution As {@linkcode deadVariables} takes it.
 * @param tolerance As {@linkcode cca} takes it.
 */
export function within(moments: LayerMoments, resolution: number, tolerance: number): Within {
  const { cells, positions, cellsOfFilter } = moments;
  const filters = positions.variables;
  const overPositions = alive(positions, resolution);
  const correlations = pearson(overPositions.covariance);
  const { multiple, rank } = filters === 1
    ? { multiple: new Float64Array(1), rank: 1 - overPositions.dead.length }
    : oneVsRest(correlations, tolerance);
  const overImages = cells === positions ? overPositions : alive(cells, resolution);
  const { correlations: first, excess } = pairs(overImages.covariance, cellsOfFilter, tolerance);
  return {
    deadFilters: overPositions.dead,
    rank,
    pairs: first,
    pearson: { ...correlations, data: correlations.data.map(Math.abs) },
    oneVsRest: multiple,
    chance: {
      pairs: topByChance(cellsOfFilter, cellsOfFilter, cells.count),
      pearson: topByChance(1, 1, positions.count),
      oneVsRest: topByChance(1, Math.max(1, rank - 1), positions.count),
    },
    excess,
  };
}

function alive(
  moments: LayerMoments["cells"],
  resolution: number,
): { readonly covariance: Matrix; readonly dead: readonly number[] } {
  const covariance = moments.covariance();
  const dead = deadVariables({ mean: moments.mean, covariance }, resolution);
  return { covariance: withoutDead(covariance, dead), dead };
}
