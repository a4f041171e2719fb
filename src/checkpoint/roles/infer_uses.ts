/**
 * What tensors are for, told from their names and shapes: for formats that say nothing else.
 *
 * @module
 */
import { isFloat } from "../dtype.ts";
import { sizeOf, type StoredTensor } from "../model_file.ts";
import { Gammas } from "./infer_gamma.ts";
import { type PlacedKernel, transposedGroups, withGroups } from "./infer_groups.ts";
import type { KernelAxes, TensorUse } from "./tensor_use.ts";

/** Last words of names that are no weights. */
const STATISTIC =
  /(^|[._/])(running_mean|running_var|num_batches_tracked|moving_mean|moving_var(iance)?|mean|var)$/;
/** Names of tensors that look like kernels by their shape. */
const NO_KERNEL = /(bias|mask|embed\w*|embeddings?|token\w*|table|pos|position\w*|index|scale)$/i;
/** Last words of kernels: PyTorch, weight norm (its direction has the same cosines), Keras, Flax. */
const KERNEL = /(^|[._/])(weight|weight_v|weight_orig|original[01]|kernel|w|W)(:0)?$/;

/**
 * What each tensor is for, by name.
 *
 * @param ordered Whether the tensors' order is the model's.
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
    tensors.flatMap((tensor): PlacedKernel[] => {
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

/** The file's own name without `module.` in front and the kind of weight behind. */
export function layerName(name: string): string {
  const bare = name.replace(/^module\./, "").replace(/:0$/, "");
  const layer = bare.replace(
    /[./](weight|weight_v|weight_orig|kernel|depthwise_kernel|parametrizations\.weight\.original[01])$/,
    "",
  );
  return layer === "" ? bare : layer;
}

function kernelAxes(
  { name, shape, dtype }: StoredTensor,
  lengths: ReadonlyMap<string, number>,
): KernelAxes | undefined {
  const { length } = shape;
  if (!isFloat(dtype) || length < 2 || length > 5 || NO_KERNEL.test(name)) return undefined;
  if (/depthwise_kernel(:0)?$/.test(name)) return "space-in-multiplier";
  const named = KERNEL.test(name) || /_kernel(:0)?$/.test(name);
  // Other four- and five-dimensional tensors are convolutions whatever they are called; three axes may be anything.
  if (!named && length < 4) return undefined;
  if (length === 2 && /embed/i.test(name)) return undefined;
  // The magnitude of a weight norm: one number a filter.
  if (/original0$/.test(name) && sizeOf(shape) === shape[0]) return undefined;
  if (/kernel(:0)?$/.test(name)) return "space-in-out";
  return isTransposed(name, shape, lengths) ? "in-out-space" : "out-in-space";
}

/** Whether a kernel is [in, out, …]: its bias is as long as the second axis (times groups), or its name says so. */
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
