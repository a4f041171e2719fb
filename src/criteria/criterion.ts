/**
 * The interface of ranking criteria.
 *
 * @module
 */
import type { ConvLayer } from "../filters/mod.ts";
import type { Matrix } from "../linalg/mod.ts";
import type { Rng } from "../rng.ts";
import type { Probe } from "./probe.ts";

/**
 * What a criterion reads in addition to a layer's kernel: nothing (`weights`), the batch normalization that follows the
 * layer, or the training data through a {@linkcode Probe}. A model file has no data, so `repr rank` offers the first two
 * kinds.
 */
export type Need = "weights" | "batch-norm" | "data";

/** One layer: the input of a criterion. */
export interface LayerToScore {
  /** The layer's name, its number of filters and the number of weights of each. */
  readonly layer: Pick<ConvLayer, "name" | "filters" | "fanIn">;
  /** One filter a row, shape [filters, fanIn]. */
  readonly kernel: Matrix;
  /** The scores of eq. 2 with each filter divided by its own norm, where the caller computed them anyway. */
  readonly orthogonality?: Float64Array;
  /** Scale of the layer's batch normalization, one value a filter, where there is one: for `batch-norm` criteria. */
  readonly gamma?: Float32Array | Float64Array;
  /** The model on training data: always there for `data` criteria. */
  readonly probe?: Probe;
  /** Random numbers for this layer, for criteria that draw. */
  readonly rng: Rng;
}

/** How a criterion scores. */
export interface ScoringRule {
  /** Whether the highest or the lowest scores are the redundant ones. */
  readonly redundant: "highest" | "lowest";
  /**
   * Scores one layer.
   *
   * @returns One score a filter, shape [filters], in the layer's own filter order; NaN where there is none.
   */
  score(input: LayerToScore): Float64Array | Promise<Float64Array>;
}

/** A measure of how redundant each filter of a layer is. */
export interface Criterion extends ScoringRule {
  /** The name on the command line and in reports. */
  readonly name: string;
  /** What it reads in addition to the weights. */
  readonly needs: Need;
}
