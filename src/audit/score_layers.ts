/**
 * The scores of many layers, on as many threads as are worth it.
 *
 * @module
 */
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { type KernelLayer, kernelLayers } from "../checkpoint/kernel_layers.ts";
import { criterionNamed, type CriterionOptions } from "../criteria/registry.ts";
import { Rng } from "../rng.ts";
import { type LayerResult, scoreLayer } from "./score_layer.ts";

/** How layers are scored; plain data, so that other threads can be told. */
export interface Scoring extends CriterionOptions {
  /** The criterion's name. */
  readonly by: string;
  /** For criteria that draw. */
  readonly seed: number;
}

/** What a thread is asked to do. */
export interface ThreadOrder {
  readonly path: string;
  readonly scoring: Scoring;
  /** Places of layers among the checkpoint's, the costliest first. */
  readonly layers: readonly number[];
  /** How many of them have been taken, by any thread. */
  readonly taken: Int32Array;
}

/** One layer's result from a thread; null when it has no more. */
export type ThreadAnswer = { readonly index: number; readonly result: LayerResult } | null;

/** Multiplications below which a thread does not pay for its start: some 50 ms. */
const WORTHWHILE = 5e8;
const MOST_THREADS = 4;

/**
 * Scores layers of a checkpoint.
 *
 * @param layers Of the checkpoint, whose threads open its file again.
 * @param threads How many to use at most.
 * @returns One result a layer, in their order.
 * @throws {InputError} If the file turns out to be damaged.
 */
export async function scoreLayers(
  checkpoint: Checkpoint,
  layers: readonly KernelLayer[],
  scoring: Scoring,
  threads: number,
): Promise<LayerResult[]> {
  const places = new Map(kernelLayers(checkpoint).map(({ tensor }, index) => [tensor, index]));
  const costs = layers.map(({ filters, fanIn }) => filters * filters * fanIn / 2);
  const order = layers.map((layer, index) => ({ layer, cost: costs[index] ?? 0 }))
    .sort((a, b) => b.cost - a.cost)
    .map(({ layer }) => places.get(layer.tensor) ?? 0);
  const byPlace = new Map(layers.map((layer) => [places.get(layer.tensor) ?? 0, layer]));
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const helpers = Math.min(threads, MOST_THREADS, Math.floor(total / WORTHWHILE)) - 1;
  const job: ThreadOrder = {
    path: checkpoint.path,
    scoring,
    layers: order,
    taken: new Int32Array(new SharedArrayBuffer(4)),
  };
  using others = new Threads(Math.max(0, helpers), job);
  const results = new Map<number, LayerResult>();
  const score = async (place: number) => {
    const layer = byPlace.get(place);
    if (layer !== undefined) results.set(place, await scored(layer, scoring));
  };
  for (const place of untaken(job)) await score(place);
  for (const [place, result] of await others.results()) results.set(place, result);
  // What a thread took and did not finish, because it could not start or failed, is done, or fails, here.
  for (const place of order) if (!results.has(place)) await score(place);
  return layers.flatMap(({ tensor }) => results.get(places.get(tensor) ?? 0) ?? []);
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

/** Places of layers that no thread has taken yet; each is taken as it is given. */
export function* untaken({ layers, taken }: ThreadOrder): Generator<number> {
  for (;;) {
    const place = layers[Atomics.add(taken, 0, 1)];
    if (place === undefined) return;
    yield place;
  }
}

/** Worker threads that score layers of one job. */
class Threads implements Disposable {
  readonly #workers: Worker[] = [];
  readonly #results = new Map<number, LayerResult>();
  readonly #ends: Promise<void>[] = [];

  constructor(count: number, job: ThreadOrder) {
    for (let i = 0; i < count; i++) {
      const end = Promise.withResolvers<void>();
      let worker: Worker;
      try {
        worker = new Worker(new URL("./score_worker.ts", import.meta.url), { type: "module" });
      } catch {
        return; // not permitted: then there is one thread
      }
      worker.onmessage = ({ data }: MessageEvent<ThreadAnswer>) => {
        if (data === null) end.resolve();
        else this.#results.set(data.index, data.result);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        end.resolve();
      };
      worker.postMessage(job);
      this.#workers.push(worker);
      this.#ends.push(end.promise);
    }
  }

  async results(): Promise<ReadonlyMap<number, LayerResult>> {
    await Promise.all(this.#ends);
    return this.#results;
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
  }
}
