import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** The state of {@linkcode Moments} as plain data, for `postMessage` or a file. */
export interface MomentsState {
  /** Number of observations. */
  readonly count: number;
  /** Shape [n]: the first observation. */
  readonly origin: Float64Array;
  /** Shape [n]: the mean minus the origin. */
  readonly offset: Float64Array;
  /** Shape [n, n]: sum of outer products of deviations from the mean; its upper triangle. */
  readonly scatter: Float64Array;
}

/**
 * Mean and covariance of observations that arrive in blocks (Chan, Golub & LeVeque 1983). Memory is n^2 numbers for any number
 * of observations. The result is as accurate as two passes over all observations, even where the mean is a million standard
 * deviations from 0. A constant variable has a variance of exactly 0.
 *
 * @example Three observations of two variables, in two blocks
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, Moments } from "./mod.ts";
 * const moments = new Moments(2);
 * moments.add(matrix([[1, 2], [3, 2]]));
 * moments.add(matrix([[5, 2]]));
 * assert.deepEqual([...moments.mean], [3, 2]);
 * assert.deepEqual([...moments.covariance().data], [4, 0, 0, 0]);
 * ```
 */
export class Moments {
  /** Number of variables, n. */
  readonly variables: number;
  #count = 0;
  /** The first observation; the mean is stored as a distance from it. */
  #origin: Float64Array;
  #offset: Float64Array;
  /** Sum of outer products of deviations from the mean; its upper triangle. */
  #scatter: Float64Array;

  /**
   * Moments of no observations.
   *
   * @param variables Number of variables, n.
   * @throws {RangeError} If it is not a positive integer.
   */
  constructor(variables: number) {
    if (!Number.isSafeInteger(variables) || variables < 1) {
      throw new RangeError(`Moments: variables is ${variables}, expected a positive integer`);
    }
    this.variables = variables;
    this.#origin = new Float64Array(variables);
    this.#offset = new Float64Array(variables);
    this.#scatter = new Float64Array(variables * variables);
  }

  /**
   * Moments from a state.
   *
   * @param state What {@linkcode Moments.state} returned; its arrays are used, not copied.
   * @returns Moments of the same observations.
   */
  static from({ count, origin, offset, scatter }: MomentsState): Moments {
    const moments = new Moments(origin.length);
    moments.#count = count;
    moments.#origin = origin;
    moments.#offset = offset;
    moments.#scatter = scatter;
    return moments;
  }

  /** These moments as plain data. The arrays are the moments' own, not copies. */
  get state(): MomentsState {
    return {
      count: this.#count,
      origin: this.#origin,
      offset: this.#offset,
      scatter: this.#scatter,
    };
  }

  /** Number of observations so far. */
  get count(): number {
    return this.#count;
  }

  /** Mean of the observations so far, shape [n]; 0 if there are none. */
  get mean(): Float64Array {
    return this.#origin.map((origin, i) => origin + (this.#offset[i] ?? 0));
  }

  /**
   * Adds a block of observations. Blocks of a few thousand are fastest.
   *
   * @param observations Shape [any number, n].
   * @throws {RangeError} If the block has another width, holds NaN or infinity, or does not fit into memory. The moments are
   * then unchanged.
   */
  add(observations: Matrix): void {
    using operation = new Operation("Moments.add");
    const { rows, columns, data } = observations;
    if (columns !== this.variables) {
      throw operation.error(observations, `has ${columns} columns, expected ${this.variables}`);
    }
    const input = operation.input(observations, 0);
    if (rows === 0) return;
    const origin = this.#count === 0 ? Float64Array.from(data.subarray(0, columns)) : this.#origin;
    const offset = operation.buffer(this.#offset);
    const scatter = operation.buffer(this.#scatter);
    operation.check(
      linalg.add_moments(
        input,
        data.BYTES_PER_ELEMENT,
        rows,
        columns,
        this.#count,
        operation.buffer(origin).address,
        offset.address,
        scatter.address,
      ),
    );
    this.#origin = origin;
    this.#offset = offset.read();
    this.#scatter = scatter.read();
    this.#count += rows;
  }

  /**
   * Adds the observations of other moments.
   *
   * @param other Moments of the same variables; they are not changed.
   * @throws {RangeError} If they have another number of variables.
   */
  merge(other: Moments): void {
    const n = this.variables;
    if (other.variables !== n) {
      throw new RangeError(`Moments.merge(): ${other.variables} variables, expected ${n}`);
    }
    if (other.#count === 0) return;
    if (this.#count === 0) this.#origin = other.#origin.slice();
    const total = this.#count + other.#count;
    const shift = other.#offset.map((offset, i) =>
      ((other.#origin[i] ?? 0) - (this.#origin[i] ?? 0)) + (offset - (this.#offset[i] ?? 0))
    );
    const weight = this.#count / total * other.#count;
    this.#scatter = this.#scatter.map((value, at) =>
      value + (other.#scatter[at] ?? 0) +
      weight * (shift[Math.floor(at / n)] ?? 0) * (shift[at % n] ?? 0)
    );
    this.#offset = this.#offset.map((offset, i) => offset + (shift[i] ?? 0) * other.#count / total);
    this.#count = total;
  }

  /**
   * Covariance of the observations so far (the divisor is their number minus one).
   *
   * @returns Shape [n, n], f64, symmetric to the last bit; 0 for fewer than two observations.
   */
  covariance(): Matrix {
    const n = this.variables;
    const scale = this.#count > 1 ? 1 / (this.#count - 1) : 0;
    const data = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) {
        const value = (this.#scatter[i * n + j] ?? 0) * scale;
        data[i * n + j] = value;
        data[j * n + i] = value;
      }
    }
    return { rows: n, columns: n, data };
  }
}
