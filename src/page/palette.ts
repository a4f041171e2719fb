/**
 * The colors of correlations: from dark blue for 0 to yellow for 1 (viridis), as in the paper's Fig. 2.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";

/** Number of colors from 0 to 1. */
const STEPS = 255;

/** Index of the color of cells without a value: gray. */
export const NOTHING = 255;

/** `[256, 3]`: red, green, blue. */
export const PALETTE: Uint8Array = palette();

function palette(): Uint8Array {
  const scale = Plot.scale({ color: { type: "linear", scheme: "viridis", domain: [0, 1] } });
  const bytes = new Uint8Array(256 * 3).fill(0x88);
  for (let step = 0; step < STEPS; step++) {
    const color = String(scale.apply(step / (STEPS - 1)));
    bytes.set([1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)), 3 * step);
  }
  return bytes;
}

/**
 * The index of a correlation's color.
 *
 * @param value Below 0 it counts as 0, above 1 as 1; null for a cell without a value.
 */
export function colorOf(value: number | null): number {
  if (value === null) return NOTHING;
  return Math.round(Math.min(1, Math.max(0, value)) * (STEPS - 1));
}
