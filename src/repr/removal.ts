import type { FilterId } from "../filters/mod.ts";

/** How the chosen filters go. */
export interface RemovalOptions {
  /** Mini-batches over which they go one after the other, in the order of their ranks; 0: at once. */
  readonly pruneOver: number;
  /** Mini-batches over which each one fades out before it goes; 0: none. */
  readonly fade: number;
}

/** Where a removal stands before a step: the first so many filters of the queue. */
export interface RemovalProgress {
  /** Filters that have begun to fade, or have gone. */
  readonly begun: number;
  /** Filters that have gone. */
  readonly gone: number;
}

/**
 * Where the removal of `count` filters stands before step `step`, if it began with step `start`.
 *
 * Filter i of the queue begins at `start + floor(i pruneOver / count)` and is gone `fade` steps later.
 */
export function removalProgress(
  count: number,
  start: number,
  step: number,
  { pruneOver, fade }: RemovalOptions,
): RemovalProgress {
  const begunBy = (elapsed: number) => {
    if (elapsed < 0) return 0;
    if (elapsed >= pruneOver) return count;
    // The filters i with floor(i pruneOver / count) <= elapsed.
    return Math.min(count, Math.ceil((elapsed + 1) * count / pruneOver));
  };
  return { begun: begunBy(step - start), gone: begunBy(step - start - fade) };
}

/** A removal under way: most redundant first. */
export interface Removal {
  readonly cycle: number;
  /** The step with which it began. */
  readonly start: number;
  readonly queue: FilterId[];
}
