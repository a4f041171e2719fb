/**
 * The first canonical correlation of every two filters.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";
import { block, type Range } from "./block.ts";
import { cca } from "./cca.ts";
import { pearson } from "./pearson.ts";

/** Every two filters, and how far rounding went. */
export interface Pairs {
  /** Shape [filters, filters], in [0, 1]; 1 on the diagonal, 0 for a dead filter. */
  readonly correlations: Matrix;
  /** How far rounding had carried the largest correlation above 1 before it was clamped. */
  readonly excess: number;
}

/**
 * First canonical correlations of filters with several variables each.
 *
 * @param covariance Shape [filters * cells, filters * cells], a filter's cells side by side.
 * @param cells Variables of a filter.
 * @param tolerance As {@linkcode cca} takes it.
 */
export function pairs(covariance: Matrix, cells: number, tolerance: number): Pairs {
  if (cells === 1) return single(covariance);
  const n = covariance.columns / cells;
  const range = (filter: number): Range => ({ from: filter * cells, to: (filter + 1) * cells });
  const own = Array.from({ length: n }, (_, i) => block(covariance, range(i), range(i)));
  const data = new Float64Array(n * n);
  let excess = 0;
  own.forEach((a, i) => {
    data[i * n + i] = a.data.some((value) => value !== 0) ? 1 : 0;
    for (let j = i + 1; j < n; j++) {
      const b = own[j];
      if (b === undefined) continue;
      const pair = { a, b, cross: block(covariance, range(i), range(j)) };
      const { correlations: [first = 0], excess: above } = cca(pair, tolerance);
      data[i * n + j] = first;
      data[j * n + i] = first;
      excess = Math.max(excess, above);
    }
  });
  return { correlations: { rows: n, columns: n, data }, excess };
}

/** With one variable each it is the absolute value of Pearson's correlation. */
function single(covariance: Matrix): Pairs {
  const { rows, columns, data } = pearson(covariance);
  return { correlations: { rows, columns, data: data.map(Math.abs) }, excess: 0 };
}
