/**
 * How the layers of two model files of one architecture differ.
 *
 * @module
 */
import type { KernelLayer } from "../checkpoint/mod.ts";

import { InputError } from "../errors.ts";
import { rowNorms } from "../linalg/mod.ts";
import type { InspectedLayer, LayerChange } from "../report/mod.ts";
import { layerWeights } from "./layer_weights.ts";

/** A layer of an open model file, and its measurements. */
export interface MeasuredLayer {
  readonly layer: KernelLayer;
  readonly inspection: InspectedLayer;
}

/** The layers of one of two models. */
export interface MeasuredModel {
  /** The model's path, for errors. */
  readonly path: string;
  /** In the file's order. */
  readonly layers: readonly MeasuredLayer[];
}

/**
 * Compares the layers of two models. Layers are paired by name or, where the formats name them differently, by their
 * order.
 *
 * @param a The first model.
 * @param b The second model.
 * @returns One entry for each layer of the first model, in its order.
 * @throws {InputError} If the architectures differ, or a file turns out to be damaged.
 */
export function layerChanges(a: MeasuredModel, b: MeasuredModel): LayerChange[] {
  const fail = (what: string) =>
    new InputError(`Cannot compare ${a.path} with ${b.path}: ${what} (expected one architecture)`);
  if (a.layers.length !== b.layers.length) {
    throw fail(`found ${a.layers.length} and ${b.layers.length} layers`);
  }
  const byName = new Map(b.layers.map((measured) => [measured.layer.name, measured]));
  const sameNames = a.layers.every(({ layer }) => byName.has(layer.name));
  return a.layers.map((one, index) => {
    const other = sameNames ? byName.get(one.layer.name) : b.layers[index];
    const { name, filters, fanIn } = one.layer;
    if (other?.layer.filters !== filters || other.layer.fanIn !== fanIn) {
      throw fail(
        `layer ${name} has ${filters} filters of ${fanIn} weights, the other ${
          other?.layer.filters ?? 0
        } of ${other?.layer.fanIn ?? 0}`,
      );
    }
    return layerChange(one, other);
  });
}

function layerChange(a: MeasuredLayer, b: MeasuredLayer): LayerChange {
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
    orthoSum: [a.inspection.orthoSum, b.inspection.orthoSum],
    rank: [a.inspection.rank, b.inspection.rank],
    deadFilters: [a.inspection.deadFilters.length, b.inspection.deadFilters.length],
    brokenFilters: [a.inspection.brokenFilters.length, b.inspection.brokenFilters.length],
  };
}
