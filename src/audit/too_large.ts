/**
 * Layers that cannot be measured: one must not end the audit of the others.
 *
 * @module
 */
import { type Attempt, attempt, lacksMemory } from "../attempt.ts";
import type { KernelLayer } from "../checkpoint/mod.ts";
import { ConvergenceError } from "../linalg/mod.ts";

/**
 * Measures a layer that may be too large for WebAssembly.
 *
 * @param layer The layer, for the reason.
 * @param measure The measurement.
 * @returns Its result, or a sentence on why there is none.
 * @throws Errors of any other kind.
 */
export async function attemptLayer<T>(
  { name, filters, fanIn }: KernelLayer,
  measure: () => T | Promise<T>,
): Promise<Attempt<T>> {
  const which = `layer ${name} of ${filters} filters of ${fanIn} weights`;
  return await attempt(measure, (error) => {
    if (error instanceof ConvergenceError) {
      return `${which} is left out: its singular values did not converge`;
    }
    if (lacksMemory(error)) {
      return `${which} is left out: it needs more memory than WebAssembly has`;
    }
    throw error;
  });
}
