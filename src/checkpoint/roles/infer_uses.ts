/**
 * What tensors are for, inferred from their names and shapes: for formats that store nothing else.
 *
 * @module
 */
import { isFloat } from "../dtype.ts";
import { sizeOf, type StoredTensor } from "../stored_tensor.ts";
import { Gammas } from "./infer_gamma.ts";
import { type Kernel, transposedGroups, withGroups } from "./infer_groups.ts";
import type { KernelAxes } from "./kernel_axes.ts";
import type { TensorUse } from "./tensor_use.ts";

/** Last words of names of tensors that are not trained. */
const STATISTIC =
  /(^|[._/])(running_mean|running_var|num_batches_tracked|moving_mean|moving_var(iance)?|mean|var)$/;
/** Last words of names of tensors that have a kernel's shape and are not kernels. */
const NO_KERNEL = /(bias|mask|embed\w*|embeddings?|token\w*|table|pos|position\w*|index|scale)$/i;
/** Last words of kernels: PyTorch, weight norm (its direction has the same cosines), Keras, Flax. */
const KERNEL = /(^|[._/])(weight|weight_v|weight_orig|original[01]|kernel|w|W)(:0)?$/;

/**
 * What each tensor is for, by its name.
 *
 * @param tensors In the file's order.
 * @param ordered Whether the file's order is the order of the model's layers.
 */
export function inferUses(
  tensors: readonly StoredTensor[],
  ordered: boolean,
): Map<string, TensorUse> {
  const lengths = new Map(
    tensors.filter(({ shape }) => shape.length === 1).map((
      { name, shape },
    ) => [name, shape[0] ?? 0]),
  );
  const kernels = withGroups(
    tensors.flatMap((tensor): Kernel[] => {
      const axes = kernelAxes(tensor, lengths);
      return axes === undefined
        ? []
        : [{ tensor, axes, groups: knownGroups(tensor, axes, lengths) }];
    }),
    ordered,
  );
  const uses = new Map<string, TensorUse>(tensors.map(({ name, dtype }) => [
    name,
    { op: !isFloat(dtype) || STATISTIC.test(name) ? "statistic" : "parameter" },
  ]));
  const gammas = new Gammas(tensors);
  for (const kernel of kernels) {
    const { tensor: { name }, axes, groups } = kernel;
    uses.set(name, {
      op: "kernel",
      layer: layerName(name),
      axes,
      groups,
      dilation: null,
      gamma: gammas.of(kernel),
    });
  }
  return uses;
}

function knownGroups(
  { name, shape }: StoredTensor,
  axes: KernelAxes,
  lengths: ReadonlyMap<string, number>,
): number {
  if (axes === "space-in-multiplier") return shape.at(-2) ?? 1;
  return axes === "in-out-space"
    ? transposedGroups(shape, lengths.get(name.replace(/weight$/, "bias")))
    : 1;
}

/** The name of the layer of a weight: the weight's without a leading `module.` and its last word. */
export function layerName(name: string): string {
  const bare = name.replace(/^module\./, "").replace(/:0$/, "");
  const layer = bare.replace(
    /[./](weight|weight_v|weight_orig|kernel|depthwise_kernel|parametrizations\.weight\.original[01])$/,
    "",
  );
  return layer === "" ? bare : layer;
}

/**
 * The layout of a tensor that is a kernel, otherwise undefined.
 *
 * @param lengths Lengths of the file's vectors, by name.
 */
function kernelAxes(
  { name, shape, dtype }: StoredTensor,
  lengths: ReadonlyMap<string, number>,
): KernelAxes | undefined {
  const { length } = shape;
  if (!isFloat(dtype) || length < 2 || length > 5 || NO_KERNEL.test(name)) return undefined;
  if (/depthwise_kernel(:0)?$/.test(name)) return "space-in-multiplier";
  const named = KERNEL.test(name) || /_kernel(:0)?$/.test(name);
  // Tensors of four or five axes are convolutions under any other name too; those of three axes may be anything.
  if (!named && length < 4) return undefined;
  if (length === 2 && /embed/i.test(name)) return undefined;
  // The magnitude of a weight norm has one number for each filter.
  if (/original0$/.test(name) && sizeOf(shape) === shape[0]) return undefined;
  if (/kernel(:0)?$/.test(name)) return "space-in-out";
  return isTransposed(name, shape, lengths) ? "in-out-space" : "out-in-space";
}

/** Whether a kernel is [in, out, …]: the length of its bias is that of the second axis (times groups), or its name says so. */
function isTransposed(
  name: string,
  [first = 0, second = 0, ...space]: readonly number[],
  lengths: ReadonlyMap<string, number>,
): boolean {
  if (space.length === 0) return false;
  const bias = lengths.get(name.replace(/weight$/, "bias"));
  if (bias !== undefined && first !== second) {
    return bias !== first && second > 0 && bias % second === 0;
  }
  return /deconv|conv_?transpose|transpose_?conv|trans_?conv|upconv|convt\b/i.test(name);
}
