/**
 * Ranks the filters of a model file by a criterion that reads only weights.
 *
 * @module
 */
import type { KernelLayer, ModelFile, OpenModelFileOptions } from "../checkpoint/mod.ts";
import {
  type Criterion,
  criterionNamed,
  criterionNames,
  type CriterionOptions,
  rankFilters,
  selectFilters,
  type Selection,
} from "../criteria/mod.ts";
import { finiteOrNull } from "../encoding/json.ts";
import { InputError } from "../errors.ts";
import { listed } from "../listed.ts";
import type { RankedLayer, RankReport, ReportBody } from "../report/mod.ts";
import {
  chosenLayers,
  emptyLayerWarnings,
  firstConvolution,
  isEmpty,
  type LayerChoice,
} from "./choose_layers.ts";
import { layerFacts, modelFileFacts } from "./model_file_facts.ts";
import type { LayerResult } from "./score_layer.ts";
import { scoreLayers } from "./score_layers.ts";
import { withModelFile } from "./with_model_file.ts";

/** Options of {@linkcode rankModelFile}; those of opening a file are for a model that is given by its path. */
export interface RankModelFileOptions extends LayerChoice, CriterionOptions, OpenModelFileOptions {
  /** Name of the criterion: one that reads weights or batch normalization. @default {"ortho"} */
  readonly by?: string;
  /** Fraction of the ranked filters to select, in [0, 1]. @default {0.3} */
  readonly prune?: number;
  /** Filters that the selection leaves in every layer. @default {1} */
  readonly minFilters?: number;
  /** Whether the first convolution is ranked too. @default {false} */
  readonly rankFirst?: boolean;
  /** Seed of criteria that draw random numbers. @default {1} */
  readonly seed?: number;
  /** Largest number of threads; the result does not depend on it. @default {1} */
  readonly threads?: number;
}

/** One layer with its scores. */
interface ScoredLayer extends LayerResult {
  readonly layer: KernelLayer;
  readonly ranked: boolean;
}

/**
 * Ranks the filters of a model file: the report of `repr rank`.
 *
 * Filters are scored within their layer and ranked over all layers, most redundant first. Scores by `ortho` come from the
 * products that also find each filter's nearest neighbor, 32-bit numbers multiplied and summed in blocks: they agree to 1e-7
 * with the scores of training, which are computed in 64 bits.
 *
 * @param model The path of a model file or of a folder with one, or an open model file.
 * @param options The criterion, the layers to look at and how much to select.
 * @returns The report without its `tool` and `options`. Filters with NaN or infinite weights are ranked last.
 * @throws {InputError} If there is no model, the file is damaged, the criterion is unknown or needs training data, or no
 * layer is left to rank.
 *
 * @example Filters 0 and 1 point in opposite directions
 * ```ts
 * import assert from "node:assert/strict";
 * import { rankModelFile } from "./mod.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * const kernel = Float32Array.of(1, 0, 0, -2, 0, 0, 0, 3, 4); // 3 filters of 3 input channels, 1 x 1
 * const header = JSON.stringify({
 *   "conv.weight": { dtype: "F32", shape: [3, 3, 1, 1], data_offsets: [0, 36] },
 * });
 * const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
 * await Deno.writeFile(path, await new Blob([length, header, kernel]).bytes());
 *
 * const { ranking, layers } = await rankModelFile(path, { rankFirst: true });
 * assert.deepEqual(ranking.map(({ filter }) => filter), [0, 1, 2]);
 * assert.deepEqual(layers[0]?.nearest[0], { filter: 1, cosine: -1 });
 * await Deno.remove(path);
 * ```
 */
export async function rankModelFile(
  model: string | ModelFile,
  options: RankModelFileOptions = {},
): Promise<ReportBody<RankReport>> {
  const { by = "ortho", orthoNormalization = "filter", prune = 0.3, minFilters = 1 } = options;
  return await withModelFile(model, async (file, path) => {
    const criterion = await criterionNamed(by, { orthoNormalization });
    if (criterion.needs === "data") throw needsData(file, criterion);
    const { layers, warnings } = await scoredLayers(file, criterion, options);
    const ranked = layers.filter(({ ranked }) => ranked)
      .map(({ layer, scores }) => ({ layer: layer.name, scores }));
    if (ranked.length === 0) {
      const failure = layers.find((layer) => layer.failure !== null)?.failure;
      if (failure) throw new InputError(`Cannot rank ${path}: ${failure}`);
      throw nothingToRank(file, options, criterion);
    }
    const ranking = rankFilters(ranked, criterion);
    const selection = selectFilters(ranking, { prune, minFilters });
    return {
      kind: "rank",
      version: 1,
      criterion: criterion.name,
      redundant: criterion.redundant,
      model: modelFileFacts(path, file),
      layers: reportedLayers(layers, selection),
      ranking: ranking.map(({ score, ...rest }) => ({ ...rest, score: finiteOrNull(score) })),
      selection: {
        prune,
        count: Math.round(prune * ranking.length),
        perLayer: { ...selection.perLayer },
      },
      warnings: [...warnings, ...selection.warnings],
    };
  }, options);
}

async function scoredLayers(
  file: ModelFile,
  { name: by }: Criterion,
  options: RankModelFileOptions,
): Promise<{ layers: ScoredLayer[]; warnings: string[] }> {
  const { orthoNormalization = "filter", seed = 1, rankFirst = false, threads = 1 } = options;
  const all = file.layers;
  const first = rankFirst ? undefined : firstConvolution(all, file.format);
  const chosen = chosenLayers(all, options);
  const results = await scoreLayers(file, chosen, { by, seed, orthoNormalization }, threads);
  const layers = results.flatMap((result, index): ScoredLayer[] => {
    const layer = chosen[index];
    if (layer === undefined) return [];
    return [{ layer, ranked: result.scored && layer !== first, ...result }];
  });
  const failures = layers.flatMap(({ failure }) => failure ?? []);
  return {
    layers,
    warnings: [
      ...file.remarks,
      ...emptyLayerWarnings(all),
      ...failures,
      ...layers.flatMap(brokenWarning),
      ...unscoredWarning(layers),
    ],
  };
}

function reportedLayers(layers: readonly ScoredLayer[], selection: Selection): RankedLayer[] {
  const selected = Map.groupBy(selection.filters, ({ layer }) => layer);
  return layers.map(({ layer, ranked, scores, nearest }) => ({
    ...layerFacts(layer),
    ranked,
    scores: Array.from(scores, finiteOrNull),
    pruned: (ranked ? selected.get(layer.name) ?? [] : [])
      .map(({ filter }) => filter).sort((a, b) => a - b),
    nearest: [...nearest],
  }));
}

/** What is said of layers that the criterion cannot score: by `bn-scale`, those whose batch norm is not known for sure. */
function unscoredWarning(layers: readonly ScoredLayer[]): string[] {
  const names = layers.filter(({ scored, failure }) => !scored && failure === null)
    .map(({ layer: { name } }) => name);
  if (names.length === 0) return [];
  return [
    `no batch norm is known to read ${names.length} of ${layers.length} layers: ${
      listed(names, 5)
    } (not ranked)`,
  ];
}

function brokenWarning({ layer: { name, tensor }, broken }: ScoredLayer): string[] {
  if (broken.length === 0) return [];
  const [one] = broken;
  const which = broken.length === 1 ? `filter ${one} of` : `${broken.length} filters of`;
  const holds = broken.length === 1 ? "holds" : "hold";
  return [`${which} layer ${name} (tensor ${tensor.name}) ${holds} NaN or infinity: ranked last`];
}

function needsData({ path }: ModelFile, { name }: Criterion): InputError {
  const others = criterionNames(["weights", "batch-norm"]).join(", ");
  return new InputError(
    `Cannot rank ${path} by ${name}: the criterion needs training data, which a model file does not hold (rank by one of ${others}; training offers ${name})`,
    { option: "by" },
  );
}

/** Why no layer is left to rank. */
function nothingToRank(
  file: ModelFile,
  { layers: pattern }: RankModelFileOptions,
  { needs }: Criterion,
): InputError {
  const fail = (what: string, option?: string) =>
    new InputError(
      `Cannot rank ${file.path}: ${what}`,
      option === undefined ? {} : { option },
    );
  const all = file.layers;
  const convolutions = all.filter(({ kind }) => kind !== "dense");
  if (convolutions.length === 0) {
    return fail(
      `found no convolution among its ${file.tensors.length} tensors (dense layers are ranked with \`dense: true\`)`,
      "dense",
    );
  }
  const [empty] = emptyLayerWarnings(convolutions);
  if (convolutions.every(isEmpty) && empty !== undefined) {
    return fail(empty.replace(": left out", ", nor has any other"));
  }
  if (pattern !== undefined && !convolutions.some(({ name }) => name.search(pattern) >= 0)) {
    const names = convolutions.slice(0, 5).map(({ name }) => name).join(", ");
    return fail(`no layer matches ${pattern.source} (there are ${names}, …)`, "layers");
  }
  if (needs === "batch-norm") {
    return fail("no batch norm follows any of its convolutions (rank by another criterion)", "by");
  }
  const first = firstConvolution(all, file.format);
  const dense = all.filter(({ kind }) => kind === "dense").length;
  const others = dense === 0
    ? ""
    : `, or its ${dense} dense layer${dense === 1 ? "" : "s"} with \`dense: true\``;
  return fail(
    `its only convolution is ${
      first?.name ?? "the first"
    } (rank it with \`rankFirst: true\`${others})`,
    "rankFirst",
  );
}
