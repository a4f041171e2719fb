/**
 * The scores of many layers, on one or several threads.
 *
 * @module
 */
import type { KernelLayer, ModelFile } from "../checkpoint/mod.ts";
import { criterionNamed, type CriterionOptions } from "../criteria/mod.ts";
import { Rng } from "../rng.ts";
import { onLayers } from "./on_layers.ts";
import { type LayerResult, scoreLayer } from "./score_layer.ts";
import { attemptLayer } from "./too_large.ts";

/** How layers are scored: plain data, so that it can be sent to other threads. */
export interface Scoring extends CriterionOptions {
  /** The criterion's name. */
  readonly by: string;
  /** For criteria that draw random numbers. */
  readonly seed: number;
}

/**
 * Scores layers of a checkpoint.
 *
 * @param checkpoint Its file is opened again by every other thread.
 * @param layers Of the checkpoint.
 * @param scoring The criterion and its options.
 * @param threads The largest number of threads, this one included.
 * @returns One result per layer, in their order.
 * @throws {InputError} If the file turns out to be damaged.
 */
export async function scoreLayers(
  checkpoint: ModelFile,
  layers: readonly KernelLayer[],
  scoring: Scoring,
  threads: number,
): Promise<LayerResult[]> {
  return await onLayers(checkpoint, layers, {
    worker: new URL("./score_worker.ts", import.meta.url),
    name: "thread that scores layers",
    settings: scoring,
    work: ({ filters, fanIn }) => filters * filters * fanIn / 2,
    run: scored,
  }, threads);
}

/** Scores one layer; the same on every thread. */
export async function scored(layer: KernelLayer, scoring: Scoring): Promise<LayerResult> {
  const { by, seed, ...options } = scoring;
  const criterion = await criterionNamed(by, options);
  const attempted = await attemptLayer(
    layer,
    () => scoreLayer(layer, criterion, new Rng(seed).split(layer.name)),
  );
  if ("result" in attempted) return attempted.result;
  return {
    scores: new Float64Array(layer.filters).fill(NaN),
    nearest: Array(layer.filters).fill(null),
    broken: [],
    scored: false,
    failure: attempted.reason,
  };
}
