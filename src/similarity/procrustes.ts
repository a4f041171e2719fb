/**
 * Orthogonal Procrustes similarity.
 *
 * @module
 */
import { singularValues } from "../linalg/mod.ts";
import { trace } from "./block.ts";
import type { PairCovariance } from "./cca.ts";

/**
 * How well one set of activations turns into the other by a rotation: |X'Y|_* / (|X| |Y|), the nuclear norm of the
 * cross-covariance of centred activations of norm 1. With the Procrustes distance d = |X|^2 + |Y|^2 - 2 |X'Y|_* of
 * Ding et al. (2021) it is 1 - d / 2.
 *
 * @returns In [0, 1]; 0 if one set does not vary.
 */
export function procrustes({ a, b, cross }: PairCovariance): number {
  const scale = Math.sqrt(trace(a) * trace(b));
  if (!(scale > 0)) return 0;
  return Math.min(1, singularValues(cross).reduce((sum, value) => sum + value, 0) / scale);
}
