/**
 * The measurements of many layers, on as many threads as their work is worth.
 *
 * @module
 */
import type { Attempt } from "../attempt.ts";
import type { KernelLayer, ModelFile } from "../checkpoint/mod.ts";
import type { InspectedLayer } from "../report/mod.ts";
import { inspectLayer, type InspectLayerOptions } from "./inspect_layer.ts";
import { onLayers } from "./on_layers.ts";
import { attemptLayer } from "./too_large.ts";

/**
 * Measures layers of a model file.
 *
 * @param file It is opened again by every other thread.
 * @param layers Of the file.
 * @param options Which filters count as duplicates and which as dead.
 * @param threads The largest number of threads, this one included.
 * @returns One result per layer, in their order; for a layer that is too large, why it has none.
 * @throws {InputError} If the file turns out to be damaged.
 */
export async function inspectLayers(
  file: ModelFile,
  layers: readonly KernelLayer[],
  options: InspectLayerOptions,
  threads: number,
): Promise<Attempt<InspectedLayer>[]> {
  return await onLayers(file, layers, {
    worker: new URL("./inspect_worker.ts", import.meta.url),
    name: "thread that measures layers",
    settings: options,
    work: ({ filters, fanIn }) => {
      const least = Math.min(filters, fanIn);
      return filters * filters * fanIn / 2 + 3 * least ** 3; // overlaps, and singular values
    },
    run: inspected,
  }, threads);
}

/** Measures one layer; the same on every thread. */
export async function inspected(
  layer: KernelLayer,
  options: InspectLayerOptions,
): Promise<Attempt<InspectedLayer>> {
  return await attemptLayer(layer, () => inspectLayer(layer, options));
}
