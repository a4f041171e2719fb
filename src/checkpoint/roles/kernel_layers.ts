/**
 * The convolutions and dense layers of a model file.
 *
 * @module
 */
import { sizeOf, type StoredTensor } from "../stored_tensor.ts";
import { composedWeight } from "./compose_weight.ts";
import { type KernelAxes, kernelSizes } from "./kernel_axes.ts";
import type { GuessedFact, KernelUse, TensorUse } from "./tensor_use.ts";

/** A convolution or dense layer of a model file. */
export interface KernelLayer {
  /** The file's name for it, without a leading `module.` and a trailing `.weight` or `/kernel`. */
  readonly name: string;
  /** `conv2d`, `depthwise-conv2d`, `conv2d-transpose`, the same in 1-D and 3-D, or `dense`. */
  readonly kind: string;
  /** Length of each spatial axis of the kernel; empty for a dense layer. */
  readonly kernel: readonly number[];
  /** Channels that the layer reads. */
  readonly inputChannels: number;
  /** Channels that the layer computes. */
  readonly filters: number;
  /** Groups of channels; 1 for an ordinary convolution. */
  readonly groups: number;
  /** Weights of one filter. */
  readonly fanIn: number;
  /** Distance between neighboring taps along each spatial axis; null if the file does not say. */
  readonly dilation: readonly number[] | null;
  /** Facts above that the file does not say, and that other answers fit as well. @default {none} */
  readonly guessed?: readonly GuessedFact[];
  /** The kernel's weights, as the layer uses them: masked, or with the norms that a file stores apart. */
  readonly tensor: StoredTensor;
  /** Order of the axes of `tensor`. */
  readonly axes: KernelAxes;
  /** Scale (gamma) of the batch norm that reads the layer, one value for each filter, or null. */
  readonly gamma: StoredTensor | null;
}

/** The layers of the tensors that are kernels, in their order. */
export function kernelLayers(
  tensors: readonly StoredTensor[],
  uses: ReadonlyMap<string, TensorUse>,
): KernelLayer[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return tensors.flatMap((tensor) => {
    const use = uses.get(tensor.name);
    if (use?.op !== "kernel") return [];
    const { shape = tensor.shape, composition } = use;
    const weights = composition === undefined
      ? tensor
      : composedWeight(tensor, composition, byName);
    const kernel = shape === tensor.shape ? weights : { ...weights, shape };
    return [kernelLayer(kernel, use, byName.get(use.gamma ?? "") ?? null)];
  });
}

function kernelLayer(
  tensor: StoredTensor,
  { layer, axes, groups, dilation, guessed = [] }: KernelUse,
  gamma: StoredTensor | null,
): KernelLayer {
  const { space, inputs, filters } = kernelSizes(tensor.shape, axes, groups);
  const depthwise = groups > 1 && groups === inputs;
  const transposed = axes === "in-out-space" || axes === "space-out-in";
  const kind = space.length === 0
    ? "dense"
    : `${depthwise ? "depthwise-" : ""}conv${space.length}d${transposed ? "-transpose" : ""}`;
  return {
    name: layer,
    kind,
    kernel: space,
    inputChannels: inputs,
    filters,
    groups,
    fanIn: sizeOf(space) * Math.round(inputs / groups),
    dilation,
    guessed,
    tensor,
    axes,
    gamma: gamma?.shape.length === 1 && gamma.shape[0] === filters ? gamma : null,
  };
}
