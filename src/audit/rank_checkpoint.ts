/**
 * Ranks the filters of a checkpoint by a criterion that needs nothing but weights.
 *
 * @module
 */
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { type KernelLayer, kernelLayers } from "../checkpoint/kernel_layers.ts";
import type { Criterion } from "../criteria/criterion.ts";
import { type LayerScores, type RankedFilter, rankFilters } from "../criteria/ranking.ts";
import { criterionNamed, criterionNames } from "../criteria/registry.ts";
import { selectFilters, type Selection } from "../criteria/selection.ts";
import { InputError } from "../errors.ts";
import {
  chosenLayers,
  emptyLayerWarnings,
  firstConvolution,
  type LayerChoice,
} from "./choose_layers.ts";
import type { Nearest } from "./score_layer.ts";
import { scoreLayers, type Scoring } from "./score_layers.ts";

/** How a checkpoint is ranked. */
export interface RankOptions extends LayerChoice, Scoring {
  /** Fraction of the ranked filters to select, in [0, 1]. @default {0.3} */
  readonly prune?: number;
  /** Filters that every layer keeps. @default {1} */
  readonly minFilters?: number;
  /** Whether the first convolution is ranked too. @default {false} */
  readonly rankFirst?: boolean;
  /** Threads to use at most. @default {1} */
  readonly threads?: number;
}

/** One layer's result. */
export interface RankedLayer {
  readonly layer: KernelLayer;
  readonly ranked: boolean;
  /** One a filter; NaN where the filter's weights are not finite. */
  readonly scores: Float64Array;
  /** One a filter; null in a layer of one filter. */
  readonly nearest: readonly (Nearest | null)[];
}

/** A checkpoint's result. */
export interface CheckpointRanking {
  readonly criterion: Criterion;
  readonly layers: readonly RankedLayer[];
  /** Most redundant first. */
  readonly ranking: readonly RankedFilter[];
  readonly selection: Selection;
  /** One sentence for each thing the user should know. */
  readonly warnings: readonly string[];
}

/**
 * Ranks the filters of a checkpoint.
 *
 * @throws {InputError} If no layer is left to rank, or the file turns out to be damaged.
 */
export async function rankCheckpoint(
  checkpoint: Checkpoint,
  options: RankOptions,
): Promise<CheckpointRanking> {
  const { by, seed, orthoNormalization = "filter" } = options;
  const { prune = 0.3, minFilters = 1, rankFirst = false, threads = 1 } = options;
  const criterion = await criterionNamed(by, { orthoNormalization });
  if (criterion.needs === "data") {
    throw new InputError(
      `Cannot rank ${checkpoint.path} by ${by}: the criterion needs training data, which a model file does not hold ` +
        `(rank by one of ${
          criterionNames(["weights", "batch-norm"]).join(", ")
        }; training offers ${by})`,
      { option: "by" },
    );
  }
  const all = kernelLayers(checkpoint);
  const first = rankFirst ? undefined : firstConvolution(all, checkpoint.format);
  const warnings = emptyLayerWarnings(all);
  const chosen = chosenLayers(all, options);
  const scoring = { by, seed, orthoNormalization };
  const results = await scoreLayers(checkpoint, chosen, scoring, threads);
  const layers = results.flatMap((result, index): RankedLayer[] => {
    const layer = chosen[index];
    if (layer === undefined) return [];
    const { broken, scored, ...found } = result;
    if (broken.length > 0) warnings.push(brokenWarning(layer, broken));
    // By tensor: layers are made anew each time that they are asked for.
    return [{ layer, ranked: scored && layer.tensor !== first?.tensor, ...found }];
  });
  const ranked: LayerScores[] = layers
    .filter(({ ranked }) => ranked)
    .map(({ layer, scores }) => ({ layer: layer.name, scores }));
  if (ranked.length === 0) throw nothingToRank(checkpoint, all, options, first, criterion);
  const ranking = rankFilters(ranked, criterion);
  const selection = selectFilters(ranking, { prune, minFilters });
  return { criterion, layers, ranking, selection, warnings: [...warnings, ...selection.warnings] };
}

function brokenWarning({ name, tensor }: KernelLayer, broken: readonly number[]): string {
  const [one] = broken;
  const which = broken.length === 1 ? `filter ${one} of` : `${broken.length} filters of`;
  return `${which} layer ${name} (tensor ${tensor.name}) ${
    broken.length === 1 ? "holds" : "hold"
  } NaN or infinity: ranked last`;
}

function nothingToRank(
  { path, tensors }: Checkpoint,
  all: readonly KernelLayer[],
  { layers: pattern }: RankOptions,
  first: KernelLayer | undefined,
  { needs }: Criterion,
): InputError {
  const fail = (what: string) => new InputError(`Cannot rank ${path}: ${what}`);
  const convolutions = all.filter(({ kind }) => kind !== "dense");
  if (convolutions.length === 0) {
    return fail(
      `found no convolution among its ${tensors.length} tensors (dense layers are ranked with --dense)`,
    );
  }
  const [empty] = emptyLayerWarnings(convolutions);
  if (convolutions.every(({ filters, fanIn }) => filters * fanIn === 0) && empty !== undefined) {
    return fail(empty.replace(": left out", ", nor has any other"));
  }
  if (pattern !== undefined && !convolutions.some(({ name }) => pattern.test(name))) {
    const names = convolutions.slice(0, 5).map(({ name }) => name).join(", ");
    return fail(`no layer matches ${pattern.source} (there are ${names}, …)`);
  }
  if (needs === "batch-norm") {
    return fail("no batch norm follows any of its convolutions (rank by another criterion)");
  }
  return fail(`its only convolution is ${first?.name ?? "the first"} (rank it with --rank-first)`);
}
