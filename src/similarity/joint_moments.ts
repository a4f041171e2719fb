/**
 * Moments of several layers together, gathered batch by batch.
 *
 * @module
 */
import { type Matrix, type Moments } from "../linalg/mod.ts";
import { SharedMoments } from "./shared_moments.ts";
import type { MomentsThread } from "./moments_thread.ts";
import { block, type Range, trace } from "./block.ts";
import { BlockBuffer } from "./block_buffer.ts";
import type { PairCovariance } from "./cca.ts";
import type { NormProducts } from "./cka.ts";
import { deadVariables, withoutDead } from "./dead.ts";

/** Two layers' covariances, and what the unbiased CKA needs. */
export interface JointPair {
  readonly covariance: PairCovariance;
  readonly norms: NormProducts;
}

/**
 * Covariances of some layers' filters over images x cells. Each layer brings one more variable, the squared distance of
 * its activations from their first batch's mean: its covariances with everything else are all that an unbiased CKA needs,
 * in the same one pass.
 */
export class JointMoments {
  /** Places of the layers, in the order of their activations. */
  readonly layers: readonly number[];
  readonly #channels: readonly number[];
  readonly #starts: readonly number[];
  readonly #filters: number;
  readonly #gathered: SharedMoments;
  readonly #buffer: BlockBuffer;
  #moments: Moments | undefined;
  #origin: Float64Array | undefined;
  #clean: Matrix | undefined;

  /**
   * @param layers Places of the layers that are compared with each other.
   * @param channels Filters of each of them.
   * @param thread Shares the work.
   */
  constructor(layers: readonly number[], channels: readonly number[], thread: MomentsThread) {
    this.layers = layers;
    this.#channels = channels;
    let filters = 0;
    this.#starts = channels.map((count) => (filters += count) - count);
    this.#filters = filters;
    this.#gathered = new SharedMoments(filters + layers.length, thread);
    this.#buffer = new BlockBuffer(this.#gathered);
  }

  /** Observations: images x cells. */
  get observations(): number {
    return this.#finished.count;
  }

  /**
   * Adds some images' pooled activations, as {@linkcode pooled} gives them.
   *
   * @param cells For each place a matrix `[images * cells, filters]`.
   */
  async add(cells: ReadonlyMap<number, Matrix>): Promise<void> {
    const blocks = this.layers.flatMap((layer) => cells.get(layer) ?? []);
    const rows = blocks[0]?.rows ?? 0;
    const columns = this.#gathered.variables;
    const data = new Float64Array(rows * columns);
    blocks.forEach((each, place) => {
      const start = this.#starts[place] ?? 0;
      for (let row = 0; row < rows; row++) {
        const values = each.data.subarray(row * each.columns, (row + 1) * each.columns);
        data.set(values, row * columns + start);
      }
    });
    this.#addNorms(data, rows);
    await this.#buffer.add({ rows, columns, data });
  }

  /** Ends the pass. Nothing may be added any more, and the covariances can be read. */
  async finish(): Promise<void> {
    await this.#buffer.flush();
    this.#moments = await this.#gathered.finish();
  }

  /**
   * The covariances of two layers.
   *
   * @param first Place among `layers`.
   * @param resolution Variables that vary by rounding only are 0, as {@linkcode deadVariables} tells them.
   */
  pair(first: number, second: number, resolution: number): JointPair {
    const mean = this.#finished.mean;
    const raw = this.#clean ??= this.#alive(resolution);
    const [a, b] = [this.#range(first), this.#range(second)];
    const products = (i: number, j: number) => this.#products(raw, mean, i, j);
    return {
      covariance: { a: block(raw, a, a), b: block(raw, b, b), cross: block(raw, a, b) },
      norms: {
        aa: products(first, first),
        bb: products(second, second),
        ab: products(first, second),
      },
    };
  }

  get #finished(): Moments {
    if (this.#moments === undefined) throw new TypeError("JointMoments: finish() comes first");
    return this.#moments;
  }

  #alive(resolution: number): Matrix {
    const covariance = this.#finished.covariance();
    const dead = deadVariables({ mean: this.#finished.mean, covariance }, resolution);
    return withoutDead(covariance, dead.filter((i) => i < this.#filters));
  }

  #range(place: number): Range {
    const from = this.#starts[place] ?? 0;
    return { from, to: from + (this.#channels[place] ?? 0) };
  }

  /** Each row's squared distances from the origin, one for each layer, at the end of the row. */
  #addNorms(data: Float64Array, rows: number): void {
    const columns = this.#gathered.variables;
    const origin = this.#origin ??= columnMeans(data, rows, columns);
    this.layers.forEach((_, place) => {
      const { from, to } = this.#range(place);
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (let i = from; i < to; i++) {
          sum += ((data[row * columns + i] ?? 0) - (origin[i] ?? 0)) ** 2;
        }
        data[row * columns + this.#filters + place] = sum;
      }
    });
  }

  /**
   * The sum over observations of |x|^2 |y|^2, x and y taken from their means: with q = |x - origin|^2 and
   * d = mean - origin, |x - mean|^2 is q less 2 d (x - mean) less |d|^2.
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
