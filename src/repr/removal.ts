import type { FilterId } from "../filters/mod.ts";
import type { SchemeSettings } from "./settings.ts";

/** How fast the chosen filters are removed. */
export type RemovalOptions = Pick<SchemeSettings, "pruneOver" | "fade">;

/** How many filters of a removal's queue, counted from its start, are shrinking or removed before a step. */
export interface RemovalProgress {
  /** Filters that shrink or are removed. */
  readonly begun: number;
  /** Filters that are removed. */
  readonly removed: number;
}

/**
 * The progress of a removal before one step.
 *
 * Filter i of the queue begins to shrink at step `start + floor(i pruneOver / count)` and is removed `fade` steps later.
 *
 * @param count Filters in the queue.
 * @param start The step with which the removal began.
 * @param step The step that comes next.
 * @param options How fast the filters are removed.
 * @returns How many filters shrink or are removed.
 */
export function removalAt(
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
  return { begun: begunBy(step - start), removed: begunBy(step - start - fade) };
}

/** The filters that one cycle removes. */
export interface RemovalPlan {
  readonly cycle: number;
  /** The step with which the removal begins. */
  readonly start: number;
  /** Most redundant first. */
  readonly queue: readonly FilterId[];
}
