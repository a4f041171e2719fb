/**
 * The state of one part of a run, such as its optimizer, in the form that a checkpoint stores: plain data, and arrays under
 * names that no other part uses.
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
