/**
 * What a ranking criterion is.
 *
 * @module
 */
import type { ConvLayer } from "../filters/mod.ts";
import type { Matrix } from "../linalg/mod.ts";
import type { Rng } from "../rng.ts";

/** One layer as a criterion sees it. */
export interface LayerToScore {
  /** Its name, kind, fan-in and so on. */
  readonly layer: Pick<ConvLayer, "name" | "filters" | "fanIn">;
  /** One filter a row, shape [filters, fanIn]. */
  readonly kernel: Matrix;
  /** The scores of equations 1 and 2, each filter by its own norm, where the caller has them already. */
  readonly orthogonality?: Float64Array;
  /** Scale of the batch norm behind the layer, one value a filter, where there is one: for bn-scale. */
  readonly gamma?: Float32Array | Float64Array;
  /** Random numbers for this layer, for criteria that draw. */
  readonly rng: Rng;
}

/** A measure of how redundant each filter of a layer is. */
export interface Criterion {
  /** The name on the command line and in reports. */
  readonly name: string;
  /** One line for `--help`. */
  readonly description: string;
  /** Which end of the scores is the redundant one. */
  readonly redundant: "highest" | "lowest";
  /** What it reads beside the weights, so that nobody else has to fetch it. */
  readonly reads?: "gamma";
  /** One score a filter, in the layer's own filter order. */
  score(input: LayerToScore): Float64Array;
}
