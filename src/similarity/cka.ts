/**
 * Linear centered kernel alignment (Kornblith et al. 2019), biased and unbiased.
 *
 * @module
 */
import { squaredNorm, trace } from "./covariance_blocks.ts";
import type { PairCovariance } from "./cca.ts";

/**
 * Linear CKA as it is usually computed: |X'Y|^2 / (|X'X| |Y'Y|). With more variables than observations it is
 * near 1 for any data.
 *
 * @returns In [0, 1]; 0 if one set does not vary.
 */
export function biasedCka({ a, b, cross }: PairCovariance): number {
  const scale = Math.sqrt(squaredNorm(a) * squaredNorm(b));
  return scale > 0 ? Math.min(1, squaredNorm(cross) / scale) : 0;
}

/** What the unbiased estimate needs in addition to covariances: sums over observations x and y, minus their means. */
export interface NormProducts {
  /** Sum of |x|^4. */
  readonly aa: number;
  /** Sum of |y|^4. */
  readonly bb: number;
  /** Sum of |x|^2 |y|^2. */
  readonly ab: number;
}

/**
 * Linear CKA from unbiased estimates of HSIC (Song et al. 2012). For centered observations, the sums over kernel matrices
 * without their diagonals follow from covariances and products of squared norms. The mean for independent data is 0 for any N;
 * the estimate can be negative.
 *
 * @returns At most 1; null if there are fewer than 4 observations or an estimate of a set with itself is not positive.
 */
export function unbiasedCka(
  { a, b, cross }: PairCovariance,
  norms: NormProducts,
  observations: number,
): number | null {
  const n = observations;
  if (n < 4) return null;
  const hsic = (squares: number, traces: number, products: number) =>
    squares * (n - 1) ** 2 - products + traces * (n - 1) / (n - 2) - 2 * products / (n - 2);
  const [traceA, traceB] = [trace(a), trace(b)];
  const own = hsic(squaredNorm(a), traceA ** 2, norms.aa) *
    hsic(squaredNorm(b), traceB ** 2, norms.bb);
  if (!(own > 0) || traceA === 0 || traceB === 0) return null;
  return Math.min(1, hsic(squaredNorm(cross), traceA * traceB, norms.ab) / Math.sqrt(own));
}
