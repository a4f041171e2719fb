import * as linalg from "../../linalg-wasm/linalg.wasm";
import { type Matrix, toDouble } from "./matrix.ts";
import { Operation } from "./operation.ts";

/**
 * What a new filter is orthogonal to. Each rung drops a requirement of the one before, because the filters that are left
 * span too much of the space:
 * - `null-space`: survivors, old values and the other new filters;
 * - `survivors`: survivors and the other new filters, not the old values;
 * - `least-covered`: only the other new filters; the filter lies along the direction in which survivors and old values have
 *   the least energy;
 * - `random`: nothing, because the other new filters span the whole space.
 */
export type Rung = "null-space" | "survivors" | "least-covered" | "random";

const RUNGS: readonly Rung[] = ["null-space", "survivors", "least-covered", "random"];

/** Input of {@linkcode sampleNullSpace}. All matrices have one filter per row and `d` columns. */
export interface NullSpaceInput {
  /** Filters that are not replaced, shape [J - m, d]; may have no rows. */
  readonly survivors: Matrix;
  /** Values of the filters that are replaced, shape [m, d]; may have no rows. */
  readonly old: Matrix;
  /** Standard normal numbers, shape [m, d]. The function draws no others. */
  readonly gaussians: Matrix;
  /** Norm of each new filter. */
  readonly length: number;
}

/** Output of {@linkcode sampleNullSpace}. */
export interface NewFilters {
  /** Shape [m, d], f32, each row of norm `length`. */
  readonly filters: Matrix;
  /** Shape [m]: what each new filter is orthogonal to. */
  readonly rungs: readonly Rung[];
  /** Shape [m]: largest |cosine| to survivors, old values and other new filters, measured on the f32 numbers. */
  readonly maxCosine: Float64Array;
}

/**
 * New filters for RePr's re-initialization: Gaussians projected onto the null space of the survivors, the old values and
 * each other. Filters for which the null space has too few dimensions get a lower {@linkcode Rung}, filter by filter.
 *
 * All `m` filters are on the first rung when d >= rank(survivors and old values) + m; zero, duplicate and dependent filters do
 * not add to the rank. If d is smaller, the first filters get the dimensions that there are.
 *
 * @param input Survivors, old values, Gaussians and the new filters' norm.
 * @returns The new filters with what each of them is orthogonal to.
 * @throws {RangeError} If the widths differ, a matrix holds NaN or infinity, `gaussians` has no columns, or `length` is
 * negative or not finite.
 * @throws {ConvergenceError} If the decomposition for `least-covered` reached its bound.
 *
 * @example In three dimensions, one survivor and one old filter leave one direction
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, sampleNullSpace } from "./mod.ts";
 * const { filters, rungs } = sampleNullSpace({
 *   survivors: matrix([[1, 0, 0]]),
 *   old: matrix([[0, 3, 0]]),
 *   gaussians: matrix([[0.3, -1.2, 0.8]]),
 *   length: 2,
 * });
 * assert.deepEqual(rungs, ["null-space"]);
 * assert.deepEqual(Array.from(filters.data, Math.abs), [0, 0, 2]);
 * ```
 */
export function sampleNullSpace(input: NullSpaceInput): NewFilters {
  using operation = new Operation("sampleNullSpace");
  const { survivors, old, gaussians, length } = input;
  const { rows: count, columns } = gaussians;
  for (const m of [survivors, old]) {
    if (m.columns !== columns) {
      throw operation.error(m, `has ${m.columns} columns, the Gaussians have ${columns}`);
    }
  }
  if (!(length >= 0 && Number.isFinite(Math.fround(length)))) {
    throw new RangeError(`sampleNullSpace(): length is ${length}, expected a finite f32 >= 0`);
  }
  const address = (m: Matrix) => operation.input(toDouble(m), 0);
  const [survivorsAt, oldAt, gaussiansAt] = [address(survivors), address(old), address(gaussians)];
  const filters = operation.result(Float32Array, count * columns);
  const rungs = operation.result(Uint8Array, count);
  const maxCosine = operation.result(Float64Array, count);
  operation.check(linalg.sample_null_space(
    survivorsAt,
    survivors.rows,
    oldAt,
    old.rows,
    gaussiansAt,
    count,
    Float64Array.BYTES_PER_ELEMENT,
    columns,
    length,
    filters.address,
    rungs.address,
    maxCosine.address,
  ));
  return {
    filters: { rows: count, columns, data: filters.read() },
    rungs: Array.from(rungs.read(), (code) => RUNGS[code] ?? "random"),
    maxCosine: maxCosine.read(),
  };
}
