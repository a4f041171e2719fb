/**
 * All comparisons that can be computed from the moments of one pass.
 *
 * @module
 */
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
  /** The filters of each layer compared with each other, by index of the layer. */
  readonly layers: readonly FilterComparison[];
  /** Pairs of layers compared with each other. */
  readonly between: readonly LayerComparison[];
}

/** How filters and layers are compared. */
export interface CompareOptions extends CompareFiltersOptions, CompareLayersOptions {}

/**
 * Compares filters and layers.
 *
 * @param collector The moments of a finished pass.
 * @param groups The pairs of layers of each of the collector's groups.
 * @param resolution For {@linkcode deadVariables}.
 */
export function compareMoments(
  collector: Pick<MomentCollector, "layers" | "groups">,
  groups: readonly LayerGroup[],
  options: CompareOptions,
  resolution: number,
  { signal, progress }: ProgressOptions,
): Comparisons {
  const { layers } = collector;
  const of = layers.length + groups.reduce((sum, { pairs }) => sum + pairs.length, 0);
  let done = 0;
  const step = <T>(result: T): T => {
    signal?.throwIfAborted();
    progress?.({ doing: "comparing", done: ++done, of });
    return result;
  };
  return {
    layers: layers.map((moments) => step(compareFilters(moments, resolution, options))),
    between: collector.groups.flatMap((moments, group) =>
      (groups[group]?.pairs ?? []).map(([first, second]) => {
        const pair = moments.pair(first, second, resolution);
        const [a = 0, b = 0] = [moments.layers[first], moments.layers[second]];
        return step({ a, b, ...compareLayers(pair, moments.observations, options) });
      })
    ),
  };
}
