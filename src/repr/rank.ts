import {
  type Criterion,
  type LayerScores,
  type Probe,
  type RankedFilter,
  rankFilters,
  scoreLayers,
} from "../criteria/mod.ts";
import { InputError } from "../errors.ts";
import { batchNormScales, type ConvLayer, type FilterGraph } from "../filters/mod.ts";
import type { Rng } from "../rng.ts";

/**
 * The layers whose filters are ranked: all that can lose a filter, without those that read the model's input unless asked
 * for.
 *
 * @param graph The model's filters.
 * @param rankFirst Whether convolutions that read the model's input are ranked, too. @default false
 * @returns The layers, in topological order.
 * @throws {InputError} If there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { filterGraph } from "../filters/mod.ts";
 * import { buildModel } from "../models/mod.ts";
 * import { Rng } from "../rng.ts";
 * const model = buildModel("c3-4", { inputShape: [8, 8, 3], classes: 2, rng: new Rng(1) });
 * const layers = rankedLayers(filterGraph(model));
 * assert.deepEqual(layers.map(({ name }) => name), ["conv2", "conv3"]);
 * ```
 */
export function rankedLayers(graph: FilterGraph, rankFirst = false): readonly ConvLayer[] {
  const layers = graph.layers.filter(({ removable, readsInput }) =>
    removable && (rankFirst || !readsInput)
  );
  if (layers.length === 0) {
    throw new InputError(
      `The model has no convolution to prune: found ${graph.layers.length}, expected one after the first that is trainable ` +
        `and no output${rankFirst ? "" : " (`scheme.rankFirst` ranks the first one, too)"}`,
      { option: "scheme.rankFirst" },
    );
  }
  return layers;
}

/** The scores of some layers of a model and the ranking of all their filters. */
export interface ModelRanking {
  /** One entry a layer. */
  readonly layers: readonly LayerScores[];
  /** Most redundant first. */
  readonly ranking: readonly RankedFilter[];
}

/**
 * Ranks the filters of some layers of a model.
 *
 * @param graph The model's filters.
 * @param layers The layers to rank, in topological order.
 * @param criterion The criterion that scores them.
 * @param rng Random numbers for criteria that draw.
 * @param probe The model on training data, for criteria that need it.
 * @returns The scores of each layer, and the ranking over all of them.
 * @throws {InputError} If the criterion needs training data and there is no probe.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { criterionNamed } from "../criteria/mod.ts";
 * import { filterGraph } from "../filters/mod.ts";
 * import { buildModel } from "../models/mod.ts";
 * import { Rng } from "../rng.ts";
 * const model = buildModel("c3-4", { inputShape: [8, 8, 3], classes: 2, rng: new Rng(1) });
 * const graph = filterGraph(model);
 * const ortho = await criterionNamed("ortho");
 * const { ranking } = await rankModel(graph, rankedLayers(graph), ortho, new Rng(1));
 * assert.equal(ranking.length, 8); // two layers of four filters
 * assert.ok((ranking[0]?.score ?? 0) >= (ranking[7]?.score ?? 1));
 * ```
 */
export async function rankModel(
  graph: FilterGraph,
  layers: readonly ConvLayer[],
  criterion: Criterion,
  rng: Rng,
  probe?: Probe,
): Promise<ModelRanking> {
  if (criterion.needs === "data" && probe === undefined) {
    throw new InputError(
      `Cannot rank by ${criterion.name}: the criterion needs training data (give \`probe\`, or another criterion)`,
      { option: "probe" },
    );
  }
  const inputs = await Promise.all(
    layers.map(async (layer) => {
      const kernel = await graph.kernelMatrix(layer.name);
      const gamma = criterion.needs === "batch-norm"
        ? await batchNormScales(graph, layer.name)
        : undefined;
      return {
        layer,
        kernel,
        ...(gamma === undefined ? {} : { gamma }),
        ...(probe === undefined ? {} : { probe }),
      };
    }),
  );
  const scores = await scoreLayers(inputs, criterion, rng);
  return { layers: scores, ranking: rankFilters(scores, criterion) };
}
