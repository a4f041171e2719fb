import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";

/** What the module's computations return; 0 is success (`Failure` in linalg-wasm/src/failure.rs). */
const MEMORY = 1;
const BOUND = 2;

/** The largest number of bytes a 32-bit module can address. */
const ADDRESS_SPACE = 2 ** 32;

/**
 * An iterative method reached its bound without converging, so there is no result.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ConvergenceError, matrix, symmetricEigen } from "./mod.ts";
 * try {
 *   assert.deepEqual([...symmetricEigen(matrix([[2, 0], [0, 1]])).values], [1, 2]);
 * } catch (error) {
 *   if (!(error instanceof ConvergenceError)) throw error; // otherwise continue without eigenvalues
 * }
 * ```
 */
export class ConvergenceError extends Error {
  /** The name of the class. */
  override readonly name = "ConvergenceError";
}

type TypedArray = Float32Array | Float64Array | Uint8Array;
type ArrayOf<T> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): T;
};

/** An array in the module's memory that the module fills. */
export interface Result<T extends TypedArray> {
  /** Address in the module's memory. */
  readonly address: number;
  /** A copy of what the module has written. */
  read(): T;
}

/**
 * One call into the module. An operation allocates memory for inputs and results, names the called function in every error
 * and releases all of its memory at the end of the `using` block.
 *
 * Memory can grow in any call, which detaches every view of it, so a view is used for one copy only.
 */
export class Operation {
  readonly #name: string;
  readonly #allocated: { address: number; bytes: number }[] = [];
  #largest: Matrix | undefined;

  /** @param name The public function, for errors. */
  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Copies a matrix into the module's memory.
   *
   * @returns Its address; 0 if it has no numbers.
   * @throws {RangeError} If its shape does not match its data, it is empty (fewer than `minimumRows` rows), it holds NaN or
   * infinity, or it does not fit into memory.
   */
  input(m: Matrix, minimumRows = 1): number {
    this.#checkShape(m, minimumRows);
    if (m.data.length === 0) return 0;
    if (m.data.length >= (this.#largest?.data.length ?? 0)) this.#largest = m;
    const address = this.#allocate(m.data.byteLength);
    if (m.data instanceof Float32Array) {
      new Float32Array(linalg.memory.buffer, address, m.data.length).set(m.data);
    } else {
      new Float64Array(linalg.memory.buffer, address, m.data.length).set(m.data);
    }
    const index = linalg.first_non_finite(address, m.data.BYTES_PER_ELEMENT, m.data.length);
    if (index >= 0) {
      const at = `[${Math.floor(index / m.columns)}, ${index % m.columns}]`;
      throw this.error(m, `has ${m.data[index]} at ${at}, expected finite numbers`);
    }
    return address;
  }

  /** Allocates `length` numbers of a result. */
  result<T extends TypedArray>(type: ArrayOf<T>, length: number): Result<T> {
    const address = this.#allocate(length * type.BYTES_PER_ELEMENT);
    return {
      address,
      read: () => {
        const own = new type(new ArrayBuffer(length * type.BYTES_PER_ELEMENT), 0, length);
        own.set(new type(linalg.memory.buffer, address, length));
        return own;
      },
    };
  }

  /** Copies numbers into the module's memory that the module changes in place. */
  buffer(values: Float64Array): Result<Float64Array> {
    const result = this.result(Float64Array, values.length);
    new Float64Array(linalg.memory.buffer, result.address, values.length).set(values);
    return result;
  }

  /**
   * Throws the error that a computation's status stands for; a status of 0 is success.
   *
   * @throws {RangeError} If its workspace does not fit into memory.
   * @throws {ConvergenceError} If an iteration reached its bound.
   */
  check(status: number): void {
    if (status === MEMORY) throw this.#tooLarge();
    if (status === BOUND) {
      throw new ConvergenceError(`${this.#name}(): ${this.#shape()} did not converge`);
    }
  }

  /** A RangeError about one matrix that names the function and the matrix's shape. */
  error(m: Matrix, problem: string): RangeError {
    return new RangeError(`${this.#name}(): the ${m.rows} x ${m.columns} matrix ${problem}`);
  }

  /** Releases all memory of the operation. */
  [Symbol.dispose](): void {
    for (const { address, bytes } of this.#allocated.splice(0)) linalg.release(address, bytes);
  }

  #checkShape(m: Matrix, minimumRows: number): void {
    const { rows, columns, data } = m;
    const counts = [rows, columns].every((count) => Number.isSafeInteger(count) && count >= 0);
    if (!counts || rows * columns !== data.length) {
      throw this.error(m, `has ${data.length} numbers, expected ${rows} x ${columns}`);
    }
    if (columns === 0 || rows < minimumRows) {
      throw this.error(m, `is empty, expected at least ${minimumRows} x 1`);
    }
  }

  #allocate(bytes: number): number {
    if (bytes === 0) return 0;
    const address = bytes < ADDRESS_SPACE ? linalg.allocate(bytes) >>> 0 : 0;
    if (address === 0) throw this.#tooLarge();
    this.#allocated.push({ address, bytes });
    return address;
  }

  #shape(): string {
    const m = this.#largest;
    return m === undefined ? "the input" : `the ${m.rows} x ${m.columns} matrix`;
  }

  #tooLarge(): RangeError {
    return new RangeError(
      `${this.#name}(): ${this.#shape()} needs more memory than WebAssembly has`,
    );
  }
}
