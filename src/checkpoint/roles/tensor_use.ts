/**
 * What a tensor of a model file is for.
 *
 * @module
 */
import type { Composition } from "./compose_weight.ts";
import type { KernelAxes } from "./kernel_axes.ts";

/** A fact about a layer that the file does not say and that other answers fit as well. */
export type GuessedFact = "kind" | "groups" | "inputChannels" | "filters";

/** The kernel of a convolution or of a dense layer. */
export interface KernelUse {
  /** Distinguishes the kinds of use. */
  readonly op: "kernel";
  /** The layer's name in reports. */
  readonly layer: string;
  /** Order of the kernel's axes. */
  readonly axes: KernelAxes;
  /** Groups of channels; a depthwise kernel of TensorFlow has one for each input channel. */
  readonly groups: number;
  /** Distance between neighboring taps of the kernel along each spatial axis; null if the file does not say. */
  readonly dilation: readonly number[] | null;
  /** Name of the scale (gamma) of the batch norm that reads the layer, or null. */
  readonly gamma: string | null;
  /** What was guessed. @default {nothing} */
  readonly guessed?: readonly GuessedFact[];
  /** The kernel's shape, where the tensor has a further axis of length 1. @default {the tensor's shape} */
  readonly shape?: readonly number[];
  /** How the weights follow from the tensor and from others. @default {they are the tensor} */
  readonly composition?: Composition;
}

/**
 * What a tensor is for. A `parameter` is trained, a `statistic` is not: running means, counters, constants.
 */
export type TensorUse = KernelUse | { readonly op: "parameter" } | { readonly op: "statistic" };
