/**
 * Joint moments of several layers, collected batch by batch.
 *
 * @module
 */
import type { Matrix, Moments } from "../linalg/mod.ts";
import { BlockBuffer } from "./block_buffer.ts";
import type { PairCovariance } from "./cca.ts";
import type { NormProducts } from "./cka.ts";
import { block, type Range, trace } from "./covariance_blocks.ts";
import { deadVariables, withoutDead } from "./dead_variables.ts";
import type { MomentsThread } from "./moments_thread.ts";
import { SharedMoments } from "./shared_moments.ts";

/** What the comparison of two layers needs. */
export interface JointPair {
  /** The layers' covariances. */
  readonly covariance: PairCovariance;
  /** What the unbiased CKA needs in addition. */
  readonly norms: NormProducts;
}

/**
 * Covariances of the filters of several layers over images x cells. There is one more variable for each layer: the squared
 * distance of its activations from the mean of the first batch. The unbiased CKA follows from the covariances of these
 * variables, so one pass is enough.
 */
export class JointMoments {
  /** Indices of the layers among all layers of the activations. */
  readonly layers: readonly number[];
  readonly #channels: readonly number[];
  readonly #starts: readonly number[];
  readonly #filters: number;
  readonly #shared: SharedMoments;
  readonly #buffer: BlockBuffer;
  #moments: Moments | undefined;
  #origin: Float64Array | undefined;
  #withoutDead: Matrix | undefined;

  /**
   * @param layers Indices of the layers that are compared with each other.
   * @param channels Filters of each of them.
   * @param thread Shares the work.
   */
  constructor(layers: readonly number[], channels: readonly number[], thread: MomentsThread) {
    this.layers = layers;
    this.#channels = channels;
    let filters = 0;
    this.#starts = channels.map((count) => (filters += count) - count);
    this.#filters = filters;
    this.#shared = new SharedMoments(filters + layers.length, thread);
    this.#buffer = new BlockBuffer(this.#shared);
  }

  /** Number of variables, those of the layers' distances included. */
  get variables(): number {
    return this.#filters + this.layers.length;
  }

  /** Observations: images x cells. */
  get observations(): number {
    return this.#finished.count;
  }

  /**
   * Adds some images' pooled activations, as {@linkcode pooled} gives them.
   *
   * @param cells By index of the layer, a matrix `[images * cells, filters]`. A layer that has none counts as constant.
   */
  async add(cells: ReadonlyMap<number, Matrix>): Promise<void> {
    const rows = Math.max(0, ...this.layers.map((layer) => cells.get(layer)?.rows ?? 0));
    const columns = this.variables;
    const data = new Float64Array(rows * columns);
    this.layers.forEach((layer, index) => {
      const each = cells.get(layer);
      if (each === undefined) return;
      const start = this.#starts[index] ?? 0;
      for (let row = 0; row < rows; row++) {
        const values = each.data.subarray(row * each.columns, (row + 1) * each.columns);
        data.set(values, row * columns + start);
      }
    });
    this.#addNorms(data, rows);
    await this.#buffer.add({ rows, columns, data });
  }

  /** Ends the pass. Nothing may be added after this, and the covariances can be read. */
  async finish(): Promise<void> {
    await this.#buffer.flush();
    this.#moments = await this.#shared.finish();
  }

  /**
   * The covariances of two layers.
   *
   * @param first Index into `layers`.
   * @param second Index into `layers`.
   * @param resolutions Of each layer of the activations, for {@linkcode deadVariables}; their covariances are 0.
   */
  pair(first: number, second: number, resolutions: readonly number[]): JointPair {
    const mean = this.#finished.mean;
    const all = this.#withoutDead ??= this.#covariance(resolutions);
    const [a, b] = [this.#range(first), this.#range(second)];
    const products = (i: number, j: number) => this.#products(all, mean, i, j);
    return {
      covariance: { a: block(all, a, a), b: block(all, b, b), cross: block(all, a, b) },
      norms: {
        aa: products(first, first),
        bb: products(second, second),
        ab: products(first, second),
      },
    };
  }

  get #finished(): Moments {
    if (this.#moments === undefined) {
      throw new TypeError("JointMoments: finish() must be called first");
    }
    return this.#moments;
  }

  #covariance(resolutions: readonly number[]): Matrix {
    const covariance = this.#finished.covariance();
    const all = { mean: this.#finished.mean, covariance };
    const dead = this.layers.flatMap((layer, index) => {
      const { from, to } = this.#range(index);
      return deadVariables(all, resolutions[layer] ?? 0).filter((i) => i >= from && i < to);
    });
    return withoutDead(covariance, dead);
  }

  #range(index: number): Range {
    const from = this.#starts[index] ?? 0;
    return { from, to: from + (this.#channels[index] ?? 0) };
  }

  /** Writes the squared distances from the origin, one for each layer, to the end of each row. */
  #addNorms(data: Float64Array, rows: number): void {
    const columns = this.variables;
    const origin = this.#origin ??= columnMeans(data, rows, columns);
    this.layers.forEach((_, index) => {
      const { from, to } = this.#range(index);
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (let i = from; i < to; i++) {
          sum += ((data[row * columns + i] ?? 0) - (origin[i] ?? 0)) ** 2;
        }
        data[row * columns + this.#filters + index] = sum;
      }
    });
  }

  /**
   * The sum over observations of |x|^2 |y|^2 for x and y minus their means. With q = |x - origin|^2 and d = mean - origin,
   * |x - mean|^2 = q - 2 d (x - mean) - |d|^2.
   */
  #products(covariance: Matrix, mean: Float64Array, first: number, second: number): number {
    const { columns, data } = covariance;
    const count = this.#finished.count;
    const at = (i: number, j: number) => data[i * columns + j] ?? 0;
    const shift = (i: number) => (mean[i] ?? 0) - (this.#origin?.[i] ?? 0);
    const [a, b] = [this.#range(first), this.#range(second)];
    const [qa, qb] = [this.#filters + first, this.#filters + second];
    let sum = at(qa, qb);
    for (let j = b.from; j < b.to; j++) sum -= 2 * shift(j) * at(j, qa);
    for (let i = a.from; i < a.to; i++) {
      sum -= 2 * shift(i) * at(i, qb);
      for (let j = b.from; j < b.to; j++) sum += 4 * shift(i) * shift(j) * at(i, j);
    }
    const spread = (range: Range) => trace(block(covariance, range, range)) * (count - 1) / count;
    return (count - 1) * sum + count * spread(a) * spread(b);
  }
}

function columnMeans(data: Float64Array, rows: number, columns: number): Float64Array {
  const means = new Float64Array(columns);
  data.forEach((value, at) => {
    means[at % columns] = (means[at % columns] ?? 0) + value / rows;
  });
  return means;
}
