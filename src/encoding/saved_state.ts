/**
 * The state of one part of a run, such as its optimizer, as it is saved in a checkpoint: plain data, and arrays under names
 * that no other part uses.
 *
 * @module
 */

/** A part's state. */
export interface SavedState {
  /** JSON data. */
  readonly plain: Readonly<Record<string, unknown>>;
  /** Arrays by name. */
  readonly arrays: Readonly<Record<string, Float32Array>>;
}
