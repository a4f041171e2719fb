/**
 * What tables and pages show of a layer's correlations.
 *
 * @module
 */
import { median } from "../median.ts";
import type { CcaLayer } from "./cca.ts";

/** Two filters of one layer, i < j, and their first canonical correlation. */
export interface FilterPair {
  /** Index of the first filter. */
  readonly i: number;
  /** Index of the second filter. */
  readonly j: number;
  /** Their first canonical correlation, in [0, 1]. */
  readonly correlation: number;
}

/**
 * The most correlated pair of a layer's filters.
 *
 * @param layer A layer of a report of `repr cca`.
 * @returns The first of equally correlated pairs; null if the layer has one filter only.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { strongestPair } from "./mod.ts";
 * const pairs = [[1, 0.2, 0.7], [0.2, 1, 0.3], [0.7, 0.3, 1]];
 * assert.deepEqual(strongestPair({ pairs }), { i: 0, j: 2, correlation: 0.7 });
 * ```
 */
export function strongestPair({ pairs }: Pick<CcaLayer, "pairs">): FilterPair | null {
  let strongest: FilterPair | null = null;
  for (const [i, row] of pairs.entries()) {
    for (let j = i + 1; j < row.length; j++) {
      const correlation = row[j] ?? 0;
      if (strongest === null || correlation > strongest.correlation) {
        strongest = { i, j, correlation };
      }
    }
  }
  return strongest;
}

/**
 * The median correlation of the pairs of a layer's filters.
 *
 * @param layer A layer of a report of `repr cca`.
 * @returns The median over all pairs of different filters; 0 if there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { medianCorrelation } from "./mod.ts";
 * const pairs = [[1, 0.2, 0.7], [0.2, 1, 0.3], [0.7, 0.3, 1]];
 * assert.equal(medianCorrelation({ pairs }), 0.3);
 * ```
 */
export function medianCorrelation({ pairs }: Pick<CcaLayer, "pairs">): number {
  return median(pairs.flatMap((row, i) => row.slice(i + 1)));
}
