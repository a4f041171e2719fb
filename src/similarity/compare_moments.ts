/**
 * All comparisons that can be computed from the moments of one pass.
 *
 * @module
 */
import { attemptComparison, type Skipped } from "./attempt.ts";
import type { MomentCollector } from "./collect_moments.ts";
import {
  compareFilters,
  type CompareFiltersOptions,
  type FilterComparison,
} from "./compare_filters.ts";
import {
  compareLayers,
  type CompareLayersOptions,
  type LayerComparison,
} from "./compare_layers.ts";
import type { LayerGroup } from "./layer_pairs.ts";
import type { ProgressOptions } from "./progress.ts";

/** Comparisons within all layers and between some. */
export interface Comparisons {
  /** The filters of each layer compared with each other, in the order of the layers, without those that were skipped. */
  readonly layers: readonly (FilterComparison & {
    /** Index of the layer. */
    readonly layer: number;
  })[];
  /** Pairs of layers compared with each other. */
  readonly between: readonly LayerComparison[];
  /** Layers and pairs of layers that could not be compared. */
  readonly skipped: readonly Skipped[];
}

/** How filters and layers are compared. */
export interface CompareOptions extends CompareFiltersOptions, CompareLayersOptions {}

/**
 * Compares filters and layers.
 *
 * @param collector The moments of a finished pass.
 * @param groups The pairs of layers of each of the collector's groups.
 * @param options How they are compared, and the number of images.
 * @param resolutions Of each layer, for {@linkcode deadVariables}.
 */
export async function compareMoments(
  collector: Pick<MomentCollector, "layers" | "groups" | "skipped" | "skippedGroups">,
  groups: readonly LayerGroup[],
  { images, ...options }: CompareOptions & { readonly images: number },
  resolutions: readonly number[],
  { signal, progress }: ProgressOptions,
): Promise<Comparisons> {
  const of = collector.layers.size + groups.reduce((sum, { pairs }) => sum + pairs.length, 0);
  let done = 0;
  const step = () => {
    signal?.throwIfAborted();
    progress?.({ doing: "comparing", done: ++done, of });
  };
  const found = {
    layers: [] as Comparisons["layers"][number][],
    between: [] as LayerComparison[],
    skipped: Array.from(
      collector.skipped,
      ([layer, reason]): Skipped => ({ layers: [layer], reason }),
    ),
  };
  for (const [layer, moments] of collector.layers) {
    const compared = await attemptComparison(
      moments.cells.variables,
      () => compareFilters(moments, resolutions[layer] ?? 0, options),
    );
    if ("reason" in compared) found.skipped.push({ layers: [layer], reason: compared.reason });
    else found.layers.push({ layer, ...compared.result });
    step();
  }
  for (const [index, { layers, pairs }] of groups.entries()) {
    const moments = collector.groups[index];
    const reason = collector.skippedGroups.get(index);
    for (const [first, second] of pairs) {
      const [a = 0, b = 0] = [layers[first], layers[second]];
      if (moments === undefined || collector.skipped.has(a) || collector.skipped.has(b)) continue;
      const compared = reason !== undefined ? { reason } : await attemptComparison(
        moments.variables,
        () => {
          const { observations } = moments;
          return compareLayers(
            moments.pair(first, second, resolutions),
            { observations, images },
            options,
          );
        },
      );
      if ("reason" in compared) found.skipped.push({ layers: [a, b], reason: compared.reason });
      else found.between.push({ a, b, ...compared.result });
      step();
    }
  }
  return found;
}
