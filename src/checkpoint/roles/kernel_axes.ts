/**
 * The order in which the formats store a kernel's axes.
 *
 * @module
 */

/**
 * The order of a kernel's axes. `space` stands for the spatial axes: none in a dense layer, up to three in a 3-D convolution.
 * - `out-in-space`: PyTorch and ONNX, OIHW;
 * - `in-out-space`: transposed convolutions of PyTorch and ONNX;
 * - `space-in-out`: Keras and TensorFlow, HWIO;
 * - `space-out-in`: transposed convolutions of Keras and TensorFlow;
 * - `space-in-multiplier`: depthwise convolutions of TensorFlow.
 */
export type KernelAxes =
  | "out-in-space"
  | "in-out-space"
  | "space-in-out"
  | "space-out-in"
  | "space-in-multiplier";

/** The sizes of a layer, from the shape of its kernel. */
export interface KernelSizes {
  /** Length of each spatial axis. */
  readonly space: readonly number[];
  /** Channels that the layer reads. */
  readonly inputs: number;
  /** Channels that the layer computes. */
  readonly filters: number;
  /** Length of the input axis: the channels that one filter reads. A transposed kernel's groups split its output axis instead. */
  readonly inputAxis: number;
}

type Sizes = (shape: readonly number[], groups: number) => KernelSizes;

/** The one table of layouts. Groups split the second axis of PyTorch's kernels and the second to last of TensorFlow's. */
const SIZES: Readonly<Record<KernelAxes, Sizes>> = {
  "out-in-space": ([out = 0, inputs = 0, ...space], groups) => ({
    space,
    inputs: inputs * groups,
    filters: out,
    inputAxis: inputs,
  }),
  "in-out-space": ([inputs = 0, out = 0, ...space], groups) => ({
    space,
    inputs,
    filters: out * groups,
    inputAxis: inputs,
  }),
  "space-in-out": spaceFirst((inputs, out, groups) => ({
    inputs: inputs * groups,
    filters: out,
    inputAxis: inputs,
  })),
  "space-out-in": spaceFirst((out, inputs, groups) => ({
    inputs,
    filters: out * groups,
    inputAxis: inputs,
  })),
  "space-in-multiplier": spaceFirst((inputs, multiplier) => ({
    inputs,
    filters: inputs * multiplier,
    inputAxis: 1,
  })),
};

function spaceFirst(
  sizes: (secondToLast: number, last: number, groups: number) => Omit<KernelSizes, "space">,
): Sizes {
  return (shape, groups) => ({
    space: shape.slice(0, -2),
    ...sizes(shape.at(-2) ?? 0, shape.at(-1) ?? 0, groups),
  });
}

/** The sizes of a layer whose kernel has this shape and layout. */
export function kernelSizes(
  shape: readonly number[],
  axes: KernelAxes,
  groups: number,
): KernelSizes {
  return SIZES[axes](shape, groups);
}
