/**
 * Orthogonal Procrustes similarity.
 *
 * @module
 */
import { singularValues } from "../linalg/mod.ts";
import type { Rng } from "../rng.ts";
import { trace } from "./covariance_blocks.ts";
import type { PairCovariance } from "./cca.ts";

/**
 * How well a rotation maps one set of activations to the other: |X'Y|_* / (|X| |Y|), the nuclear norm of the
 * cross-covariance of centered activations of norm 1. With the Procrustes distance d = |X|^2 + |Y|^2 - 2 |X'Y|_* of
 * Ding et al. (2021) it is 1 - d / 2.
 *
 * @returns In [0, 1]; 0 if one set does not vary.
 */
export function procrustes({ a, b, cross }: PairCovariance): number {
  const scale = Math.sqrt(trace(a) * trace(b));
  if (!(scale > 0)) return 0;
  return Math.min(1, singularValues(cross).reduce((sum, value) => sum + value, 0) / scale);
}

/**
 * The expected similarity of independent activations. There is no closed form, so a cross-covariance of independent normal
 * variables with the same principal variances is drawn. Its nuclear norm hardly depends on the draw.
 *
 * @param a Principal variances of the first set.
 * @param observations N. The estimate is better the more observations there are per variable.
 */
export function procrustesByChance(
  a: Float64Array,
  b: Float64Array,
  observations: number,
  rng: Rng,
): number {
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const scale = Math.sqrt(sum(a) * sum(b) * Math.max(1, observations - 1));
  if (!(scale > 0)) return 0;
  const data = rng.normals(a.length * b.length).map((normal, at) =>
    normal * Math.sqrt((a[Math.floor(at / b.length)] ?? 0) * (b[at % b.length] ?? 0))
  );
  return Math.min(1, sum(singularValues({ rows: a.length, columns: b.length, data })) / scale);
}
