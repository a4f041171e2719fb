/**
 * What a tensor of a model file is for.
 *
 * @module
 */

/**
 * The order of a kernel's axes, `space` standing for none (dense) to three (3-D convolution) axes:
 * - `out-in-space`: PyTorch and ONNX, OIHW;
 * - `in-out-space`: PyTorch's and ONNX's transposed convolutions;
 * - `space-in-out`: Keras and TensorFlow, HWIO;
 * - `space-out-in`: Keras' and TensorFlow's transposed convolutions;
 * - `space-in-multiplier`: TensorFlow's depthwise convolutions.
 */
export type KernelAxes =
  | "out-in-space"
  | "in-out-space"
  | "space-in-out"
  | "space-out-in"
  | "space-in-multiplier";

/** The kernel of a convolution or of a dense layer. */
export interface KernelUse {
  readonly op: "kernel";
  /** The layer's name in the report. */
  readonly layer: string;
  readonly axes: KernelAxes;
  /** Groups of channels; a depthwise kernel of TensorFlow has as many as input channels. */
  readonly groups: number;
  /** Distance of the kernel's taps along each spatial axis; null where the file does not say. */
  readonly dilation: readonly number[] | null;
  /** Name of the scale (gamma) of the batch norm right behind the layer, if there is one. */
  readonly gamma: string | null;
}

/** What a tensor is for. `parameter` is trained, `statistic` is not: running means, counters, constants. */
export type TensorUse = KernelUse | { readonly op: "parameter" } | { readonly op: "statistic" };
