/**
 * Layers that cannot be measured: one must not end the audit of the others.
 *
 * @module
 */
import type { KernelLayer } from "../checkpoint/mod.ts";
import { ConvergenceError } from "../linalg/mod.ts";

/** A result, or why there is none: plain data, so that it can come from another thread. */
export type Attempt<T> = { readonly result: T } | { readonly reason: string };

/** What computations say that do not fit into memory: `src/linalg`, and V8 where an array cannot be allocated. */
const MEMORY = /more memory|allocation failed|array length|array buffer|typed array/i;

/**
 * Measures a layer that may be too large for WebAssembly.
 *
 * @param layer The layer, for the reason.
 * @param measure The measurement.
 * @returns Its result, or a sentence on why there is none.
 * @throws Errors of any other kind.
 */
export async function attempt<T>(
  { name, filters, fanIn }: KernelLayer,
  measure: () => T | Promise<T>,
): Promise<Attempt<T>> {
  const which = `layer ${name} of ${filters} filters of ${fanIn} weights`;
  try {
    return { result: await measure() };
  } catch (error) {
    if (error instanceof ConvergenceError) {
      return { reason: `${which} is left out: its singular values did not converge` };
    }
    if (error instanceof RangeError && MEMORY.test(error.message)) {
      return { reason: `${which} is left out: it needs more memory than WebAssembly has` };
    }
    throw error;
  }
}
