/**
 * The scores of many layers, on as many threads as their work is worth.
 *
 * @module
 */
import type { KernelLayer, ModelFile, OpenModelFileOptions } from "../checkpoint/mod.ts";
import { criterionNamed, type CriterionOptions } from "../criteria/mod.ts";
import { Rng } from "../rng.ts";
import { type SharedQueue, sharedQueue, takeTasks, Thread, threadsFor } from "../threads/mod.ts";
import { type LayerResult, scoreLayer } from "./score_layer.ts";

/** How layers are scored: plain data, so that it can be sent to other threads. */
export interface Scoring extends CriterionOptions {
  /** The criterion's name. */
  readonly by: string;
  /** For criteria that draw random numbers. */
  readonly seed: number;
}

/** What a worker is asked to do. */
export interface ScoreRequest {
  /** The checkpoint, which the worker opens for itself. */
  readonly path: string;
  /** How it was opened. */
  readonly options: OpenModelFileOptions;
  readonly scoring: Scoring;
  /** Indices of layers among the checkpoint's. */
  readonly layers: SharedQueue;
}

/** The results of the layers that a worker has taken, by index among the checkpoint's layers. */
export type ScoreReply = ReadonlyMap<number, LayerResult>;

const MOST_THREADS = 4;

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
  const indices = new Map(checkpoint.layers.map((layer, index) => [layer, index]));
  const tasks = layers.map((layer) => ({
    layer,
    index: indices.get(layer) ?? 0,
    work: layer.filters * layer.filters * layer.fanIn / 2,
  }));
  const layerAt = new Map(tasks.map(({ index, layer }) => [index, layer]));
  const longestFirst = tasks.toSorted((a, b) => b.work - a.work).map(({ index }) => index);
  const queue = sharedQueue(longestFirst);
  const work = tasks.reduce((sum, task) => sum + task.work, 0);
  const helpers = threadsFor(work, Math.min(threads, MOST_THREADS)) - 1;
  const results = new Map<number, LayerResult>();
  const score = async (index: number) => {
    const layer = layerAt.get(index);
    if (layer !== undefined) results.set(index, await scored(layer, scoring));
  };
  using stack = new DisposableStack();
  const replies = Array.from({ length: helpers }, () => {
    const module = new URL("./score_worker.ts", import.meta.url);
    const thread = stack.use(
      new Thread<ScoreRequest, ScoreReply>(module, "thread that scores layers"),
    );
    return thread.ask({
      path: checkpoint.path,
      options: checkpoint.options,
      scoring,
      layers: queue,
    });
  });
  for (const index of takeTasks(queue)) await score(index);
  for (const reply of await Promise.allSettled(replies)) {
    if (reply.status === "fulfilled") {
      reply.value.forEach((result, index) => results.set(index, result));
    }
  }
  // Layers that a worker took and has no result for, because it failed, are scored here; here errors can be thrown.
  for (const index of longestFirst) if (!results.has(index)) await score(index);
  return tasks.flatMap(({ index }) => results.get(index) ?? []);
}

/** Scores one layer; the same on every thread. */
export async function scored(layer: KernelLayer, scoring: Scoring): Promise<LayerResult> {
  const { by, seed, ...options } = scoring;
  return await scoreLayer(
    layer,
    await criterionNamed(by, options),
    new Rng(seed).split(layer.name),
  );
}
