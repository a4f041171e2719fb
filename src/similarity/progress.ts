/**
 * Progress of a comparison, and how to abort it.
 *
 * @module
 */

/** How far the work is. */
export interface SimilarityEvent {
  /** What is counted: images that have been read, layers and pairs that have been compared, or permutations. */
  readonly doing: "reading" | "comparing" | "permuting";
  /** How many are done. */
  readonly done: number;
  /** How many there are. */
  readonly of: number;
}

/** Progress callback and abort signal. */
export interface ProgressOptions {
  /** Aborts the work with the signal's reason. @default none */
  readonly signal?: AbortSignal;
  /** Called after each step. @default none */
  readonly progress?: (event: SimilarityEvent) => void;
}
