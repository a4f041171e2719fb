import { type CanonicalCorrelations, canonicalCorrelations } from "./canonical_correlations.ts";
import { cosines } from "./cosines.ts";
import type { Matrix } from "./matrix.ts";
import { ConvergenceError } from "./operation.ts";
import { orthogonality } from "./orthogonality.ts";
import { singularValues } from "./singular_values.ts";

/** Functions that can be had for many layers at once: their arguments and results survive `postMessage`. */
export interface Calls {
  /** See `orthogonality`. */
  readonly orthogonality: typeof orthogonality;
  /** See `cosines`. */
  readonly cosines: typeof cosines;
  /** See `singularValues`. */
  readonly singularValues: typeof singularValues;
  /** See `canonicalCorrelations`. */
  readonly canonicalCorrelations: typeof canonicalCorrelations;
}

/** One call and its arguments. */
export type Call = { [K in keyof Calls]: readonly [name: K, ...Parameters<Calls[K]>] }[keyof Calls];

/** What any call returns. */
export type Answer = Matrix | Float64Array | CanonicalCorrelations;

/** What a Worker answers: results in the order of the calls, or the first error. */
export type Reply =
  | { readonly results: readonly Answer[] }
  | { readonly error: string; readonly message: string };

/** Makes a call. */
export function perform(call: Call): Answer {
  switch (call[0]) {
    case "orthogonality":
      return orthogonality(call[1], call[2]);
    case "cosines":
      return cosines(call[1]);
    case "singularValues":
      return singularValues(call[1]);
    case "canonicalCorrelations":
      return canonicalCorrelations(call[1], call[2], call[3]);
  }
}

/** An error that has come from a Worker as a reply. */
export function revived(error: string, message: string): Error {
  switch (error) {
    case "ConvergenceError":
      return new ConvergenceError(message);
    case "RangeError":
      return new RangeError(message);
    default:
      return new Error(message);
  }
}
