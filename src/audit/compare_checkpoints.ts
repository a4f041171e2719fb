/**
 * Two checkpoints of one architecture, layer by layer.
 *
 * @module
 */
import { rowNorms } from "../criteria/l2.ts";
import { InputError } from "../errors.ts";
import { layerWeights } from "./audited_layer.ts";
import type { LayerInspection } from "./inspect_layer.ts";

/** How a layer differs between two checkpoints, A and B. */
export interface LayerComparison {
  readonly name: string;
  /** |B - A| / |A|, Frobenius norms; null where A is zero. */
  readonly change: number | null;
  /** Mean cosine of each filter with itself in the other checkpoint. */
  readonly meanCosine: number;
  /** The filter that turned most, and its cosine. */
  readonly mostTurned: { readonly filter: number; readonly cosine: number };
  /** [of A, of B] */
  readonly orthoSum: readonly [number, number];
  /** [of A, of B] */
  readonly rank: readonly [number, number];
}

/**
 * Compares the layers of two checkpoints, paired by name or, where the formats name them differently, by their order.
 *
 * @param a, b The same layers of both, inspected.
 * @throws {InputError} If the architectures differ.
 */
export function compareLayers(
  a: readonly LayerInspection[],
  b: readonly LayerInspection[],
  paths: readonly [string, string],
): LayerComparison[] {
  const fail = (what: string) =>
    new InputError(
      `Cannot compare ${paths[0]} with ${paths[1]}: ${what} (expected one architecture)`,
    );
  if (a.length !== b.length) throw fail(`found ${a.length} and ${b.length} layers`);
  const byName = new Map(b.map((inspection) => [inspection.layer.name, inspection]));
  const named = a.every(({ layer }) => byName.has(layer.name));
  return a.map((one, index) => {
    const other = named ? byName.get(one.layer.name) : b[index];
    const { layer } = one;
    if (
      other === undefined || other.layer.filters !== layer.filters ||
      other.layer.fanIn !== layer.fanIn
    ) {
      throw fail(
        `layer ${layer.name} has ${layer.filters} filters of ${layer.fanIn} weights, the other ${
          other?.layer.filters ?? 0
        } of ${other?.layer.fanIn ?? 0}`,
      );
    }
    return compared(one, other);
  });
}

function compared(a: LayerInspection, b: LayerInspection): LayerComparison {
  const [{ kernel: w }, { kernel: v }] = [layerWeights(a.layer), layerWeights(b.layer)];
  const [wNorms, vNorms] = [rowNorms(w), rowNorms(v)];
  let [difference, size, total] = [0, 0, 0];
  let mostTurned = { filter: 0, cosine: Infinity };
  for (let filter = 0; filter < w.rows; filter++) {
    let product = 0;
    for (let i = filter * w.columns; i < (filter + 1) * w.columns; i++) {
      const [x, y] = [w.data[i] ?? 0, v.data[i] ?? 0];
      product += x * y;
      difference += (x - y) ** 2;
      size += x ** 2;
    }
    const norms = (wNorms[filter] ?? 0) * (vNorms[filter] ?? 0);
    const cosine = norms > 0 ? Math.max(-1, Math.min(1, product / norms)) : 0;
    total += cosine;
    if (cosine < mostTurned.cosine) mostTurned = { filter, cosine };
  }
  return {
    name: a.layer.name,
    change: size > 0 ? Math.sqrt(difference / size) : null,
    meanCosine: total / w.rows,
    mostTurned,
    orthoSum: [a.orthoSum, b.orthoSum],
    rank: [a.rank, b.rank],
  };
}
