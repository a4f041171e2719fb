/**
 * A family of architectures: everything that the catalog needs of it, without loading tfjs.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import type { Rng } from "../rng.ts";
import type { Initializer } from "./initializers.ts";

/** tfjs as a value. It is passed to the families, which only import its types: names and help need no tfjs. */
export type Tfjs = typeof tf;

/** An architecture, as its name describes it. Each family adds its numbers, such as `depth`. */
export interface Architecture {
  /** The family's name, such as `resnet`. */
  readonly family: string;
}

/** What a model is built for. */
export interface ModelOptions {
  /** Height, width, channels. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** How many classes: the units of the last layer. */
  readonly classes: number;
  /** Draws the first weights: the same seed gives the same bits. */
  readonly rng: Rng;
  /**
   * The rate of dropout before the last layer, in [0, 1). 0 builds no layer for it, and the first weights do not depend on
   * it.
   *
   * @default {0}
   */
  readonly dropout?: number;
}

/** One row of the catalog, one file: names, layers, first weights and the names of the weights in other programs' files. */
export interface Family<A extends Architecture = Architecture> {
  /** The `family` of its architectures. */
  readonly name: A["family"];
  /** How the names are written, for help. */
  readonly pattern: string;
  /** What the models are, for help. */
  readonly summary: string;
  /** The names to offer in help: all of them, or the paper's if there are infinitely many. */
  readonly names: readonly string[];
  /** Whether the models support dropout. */
  readonly dropout: boolean;
  /** The architecture of a name; undefined if the name is none of this family's. */
  parse(name: string): A | undefined;
  /** The correct name for a mistyped one of this family, such as `C3_32`. */
  nearest(name: string): string | undefined;
  /**
   * Connects the layers. All kernels are zero.
   *
   * @param tf tfjs, which the caller has loaded.
   */
  build(tf: Tfjs, architecture: A, options: ModelOptions): tf.LayersModel;
  /** From which distribution the kernel of a layer is drawn. */
  initializerOf(layer: string): Initializer;
  /**
   * The weight that an array of a PyTorch state dictionary holds, as `LAYER/WEIGHT`; undefined if it holds none of the
   * model's. A family without this method has no usual names in PyTorch programs.
   */
  torchName?(name: string): string | undefined;
}

/** A pattern's groups as numbers; empty if it does not match. */
export function numbersIn(pattern: RegExp, name: string): (number | undefined)[] {
  return (pattern.exec(name) ?? []).slice(1).map(Number);
}
