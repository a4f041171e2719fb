import {
  type Criterion,
  type LayerScores,
  type RankedFilter,
  rankFilters,
  scoreLayers,
} from "../criteria/mod.ts";
import { InputError } from "../errors.ts";
import { batchNormScales, type ConvLayer, type FilterGraph } from "../filters/mod.ts";
import type { Rng } from "../rng.ts";

/**
 * The layers whose filters compete: all that may lose one, but for the first convolution unless asked.
 *
 * @throws {InputError} If there are none.
 */
export function rankedLayers(graph: FilterGraph, rankFirst = false): readonly ConvLayer[] {
  const layers = graph.layers.filter(({ removable }, i) => removable && (rankFirst || i > 0));
  if (layers.length === 0) {
    throw new InputError(
      `The model has no convolution to prune: found ${graph.layers.length}, expected one behind the first that is no output` +
        (rankFirst ? "" : " (--rank-first ranks the first one too)"),
    );
  }
  return layers;
}

/** The scores of some layers of a model and the ranking of all their filters. */
export interface ModelRanking {
  readonly layers: readonly LayerScores[];
  /** Most redundant first. */
  readonly ranking: readonly RankedFilter[];
}

/** Ranks the filters of some layers of a model. */
export async function rankModel(
  graph: FilterGraph,
  layers: readonly ConvLayer[],
  criterion: Criterion,
  rng: Rng,
): Promise<ModelRanking> {
  const kernels = await Promise.all(
    layers.map(async (layer) => {
      const kernel = await graph.kernelMatrix(layer.name);
      const gamma = criterion.needs === "batch-norm"
        ? await batchNormScales(graph, layer.name)
        : undefined;
      return { layer, kernel, ...(gamma === undefined ? {} : { gamma }) };
    }),
  );
  const scores = await scoreLayers(kernels, criterion, rng);
  return { layers: scores, ranking: rankFilters(scores, criterion) };
}
