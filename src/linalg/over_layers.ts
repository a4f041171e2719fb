import type { CanonicalCorrelations } from "./canonical_correlations.ts";
import { type Answer, type Call, type Calls, perform, type Reply, revived } from "./calls.ts";
import type { Matrix } from "./matrix.ts";

/** Options of {@linkcode overLayers}. */
export interface OverLayersOptions {
  /**
   * Threads to share the work, the calling one included. Each has an instance of the module.
   *
   * @default {2}
   */
  readonly threads?: number;
}

/**
 * Multiplications below which one thread is as fast: 0.1 to 0.2 seconds' work, of which two threads save half, while a Worker
 * takes 20 to 60 ms to start.
 */
const WORTHWHILE = 1.5e9;

/**
 * One function applied to many layers, as `inputs.map(function)` would, by several threads if that is worth while.
 *
 * @param name The function.
 * @param inputs Its arguments, layer by layer.
 * @returns Its results in the same order.
 * @throws What the function throws, for one of the layers that it throws for.
 *
 * @example Scores of two layers
 * ```ts
 * import { matrix } from "./matrix.ts";
 * import { overLayers } from "./over_layers.ts";
 * const scores = await overLayers("orthogonality", [[matrix([[1, 0], [1, 1]])], [matrix([[1, 2]])]]);
 * ```
 */
export function overLayers(
  name: "orthogonality",
  inputs: readonly Parameters<Calls["orthogonality"]>[],
  options?: OverLayersOptions,
): Promise<Float64Array[]>;
/** The same for a function that returns a matrix. */
export function overLayers(
  name: "cosines",
  inputs: readonly Parameters<Calls["cosines"]>[],
  options?: OverLayersOptions,
): Promise<Matrix[]>;
/** The same for singular values. */
export function overLayers(
  name: "singularValues",
  inputs: readonly Parameters<Calls["singularValues"]>[],
  options?: OverLayersOptions,
): Promise<Float64Array[]>;
/** The same for canonical correlations. */
export function overLayers(
  name: "canonicalCorrelations",
  inputs: readonly Parameters<Calls["canonicalCorrelations"]>[],
  options?: OverLayersOptions,
): Promise<CanonicalCorrelations[]>;
export async function overLayers(
  name: keyof Calls,
  inputs: readonly Parameters<Calls[keyof Calls]>[],
  options: OverLayersOptions = {},
): Promise<Answer[]> {
  const calls = inputs.map((input) => [name, ...input] as Call);
  const shares = share(calls, options.threads ?? 2);
  const [own = [], ...others] = shares;
  const answers = new Array<Answer>(calls.length);
  const pick = (indices: readonly number[]) =>
    indices.flatMap((index) => calls[index] ? [calls[index]] : []);
  const keep = (indices: readonly number[], results: readonly Answer[]) =>
    indices.forEach((index, i) => {
      const result = results[i];
      if (result !== undefined) answers[index] = result;
    });
  const pending = others.map((indices) => elsewhere(pick(indices)));
  try {
    keep(own, pick(own).map(perform));
  } finally {
    // Wait for the Workers in any case: an error of theirs must not surface later.
    await Promise.allSettled(pending);
  }
  (await Promise.all(pending)).forEach((results, i) => keep(others[i] ?? [], results));
  return answers;
}

/** Indices of the calls for each thread, the longest calls dealt first, each to the thread with the least to do. */
function share(calls: readonly Call[], threads: number): number[][] {
  const works = calls.map(work);
  const total = works.reduce((sum, work) => sum + work, 0);
  const count = total < WORTHWHILE ? 1 : Math.max(1, Math.min(threads, calls.length));
  const shares = Array.from({ length: count }, () => ({ indices: [] as number[], work: 0 }));
  const longestFirst = [...works.entries()].sort(([, a], [, b]) => b - a);
  for (const [index, work] of longestFirst) {
    const least = shares.reduce((a, b) => b.work < a.work ? b : a);
    least.indices.push(index);
    least.work += work;
  }
  return shares.map(({ indices }) => indices);
}

/** A call's multiplications, roughly. */
function work([name, { rows, columns }]: Call): number {
  const gram = rows * columns * Math.min(rows, name === "singularValues" ? columns : rows);
  return name === "orthogonality" || name === "cosines" ? gram / 2 : 10 * gram;
}

/** The results of calls made in a Worker; made here if no Worker can be started. */
function elsewhere(calls: readonly Call[]): Promise<readonly Answer[]> {
  return new Promise((resolve, reject) => {
    let worker: Worker;
    const here = () => {
      try {
        resolve(calls.map(perform));
      } catch (error) {
        reject(error);
      }
    };
    try {
      worker = new Worker(new URL("layers_worker.ts", import.meta.url), { type: "module" });
    } catch {
      return here();
    }
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      worker.terminate();
      here();
    });
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      worker.terminate();
      if ("results" in data) resolve(data.results);
      else reject(revived(data.error, data.message));
    });
    worker.postMessage(calls);
  });
}
