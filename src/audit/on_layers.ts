/**
 * The same work on many layers of a model file, on as many threads as it is worth.
 *
 * @module
 */
import {
  type KernelLayer,
  type ModelFile,
  openModelFile,
  type OpenModelFileOptions,
} from "../checkpoint/mod.ts";
import { type SharedQueue, sharedQueue, takeTasks, Thread, threadsFor } from "../threads/mod.ts";

/** What is done with each layer. */
export interface LayerJob<Settings, Result> {
  /** A module that calls `serve` with {@linkcode answerLayers}. */
  readonly worker: URL;
  /** What the threads are, for errors: "thread that scores layers". */
  readonly name: string;
  /** Plain data, so that it can be sent to other threads. */
  readonly settings: Settings;
  /** Multiplications that a layer takes, about. */
  work(layer: KernelLayer): number;
  /** Does the work on one layer; the same on every thread. */
  run(layer: KernelLayer, settings: Settings): Result | Promise<Result>;
}

/** What a worker is asked to do. */
export interface LayersRequest<Settings> {
  /** The model file, which the worker opens for itself. */
  readonly path: string;
  /** How it was opened: other options could find other layers. */
  readonly options: OpenModelFileOptions;
  readonly settings: Settings;
  /** Indices of layers among the file's. */
  readonly layers: SharedQueue;
}

/** The results of the layers that a worker has taken, by index among the file's layers. */
export type LayersReply<Result> = ReadonlyMap<number, Result>;

/**
 * Does the work on layers of a model file.
 *
 * @param file It is opened again by every other thread.
 * @param layers Of the file.
 * @param job What is done.
 * @param threads The largest number of threads, this one included.
 * @returns One result per layer, in their order.
 * @throws {InputError} If the file turns out to be damaged.
 */
export async function onLayers<Settings, Result>(
  file: ModelFile,
  layers: readonly KernelLayer[],
  job: LayerJob<Settings, Result>,
  threads: number,
): Promise<Result[]> {
  const { settings } = job;
  const indices = new Map(file.layers.map((layer, index) => [layer, index]));
  const tasks = layers.map((layer) => ({
    layer,
    index: indices.get(layer) ?? 0,
    work: job.work(layer),
  }));
  const layerAt = new Map(tasks.map(({ index, layer }) => [index, layer]));
  const longestFirst = tasks.toSorted((a, b) => b.work - a.work).map(({ index }) => index);
  const queue = sharedQueue(longestFirst);
  const work = tasks.reduce((sum, task) => sum + task.work, 0);
  const helpers = Math.min(threadsFor(work, threads), layers.length) - 1;
  const results = new Map<number, Result>();
  const run = async (index: number) => {
    const layer = layerAt.get(index);
    if (layer !== undefined) results.set(index, await job.run(layer, settings));
  };
  using stack = new DisposableStack();
  const replies = Array.from({ length: helpers }, () => {
    const thread = stack.use(
      new Thread<LayersRequest<Settings>, LayersReply<Result>>(job.worker, job.name),
    );
    return thread.ask({ path: file.path, options: file.options, settings, layers: queue });
  });
  for (const index of takeTasks(queue)) await run(index);
  for (const reply of await Promise.allSettled(replies)) {
    if (reply.status === "fulfilled") {
      reply.value.forEach((result, index) => results.set(index, result));
    }
  }
  // Layers that a worker took and has no result for, because it failed, are done here; here errors can be thrown.
  for (const index of longestFirst) if (!results.has(index)) await run(index);
  return tasks.flatMap(({ index }) => results.get(index) ?? []);
}

/**
 * A worker's answer: it opens the file for itself and takes layers until none is left.
 *
 * @param request Which file and layers.
 * @param run The job's own.
 * @returns The results of the layers that this worker has taken, up to its first error.
 */
export async function answerLayers<Settings, Result>(
  { path, options, settings, layers }: LayersRequest<Settings>,
  run: LayerJob<Settings, Result>["run"],
): Promise<LayersReply<Result>> {
  const results = new Map<number, Result>();
  try {
    using file = await openModelFile(path, options);
    for (const index of takeTasks(layers)) {
      const layer = file.layers[index];
      if (layer !== undefined) results.set(index, await run(layer, settings));
    }
  } catch {
    // The thread that sent the request does the layers without a result, and throws the same error.
  }
  return results;
}
