import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";
import { double } from "./product.ts";

/**
 * What a new filter could be made orthogonal to:
 * - `null-space`: survivors, old values and siblings;
 * - `survivors`: survivors and siblings, no room for the old values;
 * - `least-covered`: only siblings; the filter lies along the direction that survivors and old values cover least;
 * - `random`: nothing, the siblings already fill the space.
 */
export type Rung = "null-space" | "survivors" | "least-covered" | "random";

const RUNGS: readonly Rung[] = ["null-space", "survivors", "least-covered", "random"];

/** Input of {@linkcode sampleNullSpace}. All matrices have one filter a row and `d` columns. */
export interface NullSpaceInput {
  /** Filters that stay, shape [J - m, d]; may have no rows. */
  readonly survivors: Matrix;
  /** Values of the filters that are replaced, shape [m, d]; may have no rows. */
  readonly old: Matrix;
  /** Standard normal numbers, shape [m, d]: all the randomness there is. */
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
  /** Shape [m]: largest |cosine| to survivors, old values and siblings, measured on the f32 numbers. */
  readonly maxCosine: Float64Array;
}

/**
 * New filters for RePr's re-initialization: Gaussians projected onto the null space of the survivors, the old values and
 * each other; where fan-in leaves no such room, down the ladder of {@linkcode Rung}, filter by filter.
 *
 * There is room for `m` filters on the first rung when d >= rank(survivors and old values) + m; zero, duplicate and dependent
 * filters take no room. Where there is less, the first filters get it.
 *
 * @throws {RangeError} If the widths differ, a matrix holds NaN or infinity, `gaussians` has no columns, or `length` is
 * negative or not finite.
 * @throws {ConvergenceError} If the decomposition behind `least-covered` reached its bound.
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
  const inputs = [survivors, old, gaussians].flatMap((
    m,
  ) => [operation.input(double(m), 0), m.rows]);
  const [survivorsAt = 0, survivorRows = 0, oldAt = 0, oldRows = 0, gaussiansAt = 0] = inputs;
  const filters = operation.result(Float32Array, count * columns);
  const rungs = operation.result(Uint8Array, count);
  const maxCosine = operation.result(Float64Array, count);
  operation.check(linalg.sample_null_space(
    survivorsAt,
    survivorRows,
    oldAt,
    oldRows,
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
