/**
 * Which tensors are kernels, by their names, the tensors beside them, and their shapes: for formats that store nothing else.
 *
 * @module
 */
import { isFloat } from "../dtype.ts";
import { sizeOf } from "../stored_tensor.ts";
import type { KernelAxes } from "./kernel_axes.ts";
import type { ModuleTensor } from "./tensor_parts.ts";

/** Last words of tensors that are not trained. */
const STATISTIC =
  /(^|_)(running_mean|running_var|num_batches_tracked|moving_mean|moving_var(iance)?|mean|var)$|^((pixel_)?std|filt|resample_filter|noise_const|w_avg|inv_freq|freqs_cis|attn_mask|masked_bias|relative_coords_table|anchors?|anchor_grid|position_ids|(input|output)_(min|max))$/;
/** Words of kernels: PyTorch; Keras, Flax and Haiku; TensorFlow's slim. */
const KERNEL = /^(weight|kernel|w|W|weights)$/;
/** The same as the end of a longer word, such as `conv1_weight`. */
const KERNEL_SUFFIX = /_(weight|kernel|w|W|weights)$/;
/** Words of tensors that have a kernel's shape and are not kernels, as whole words or parts of words. */
const NO_KERNEL =
  /(^|_)(bias(es)?|mask\w*|embed\w*|embeddings?|token\w*|table|pos|position\w*|index|indices|scales?|gains?|gamma|beta|alpha|const(ant)?|anchors?\w*|grid|mean|std|var|noise\w*|prior\w*|quer(y|ies)|prompts?|memory|queue|bank|codebook|temperature|prototypes?|cache|buffer|priors|rel|freqs\w*)(_?\d+|_[hwxy])?$/i;
/** Modules whose weights scale channels, and modules of fixed filters. */
const SCALING = /(norm|scale|gain|gamma|affine)\d*$|^(bn|gn|ln)\d*$/i;
const FIXED = /^(blur\w*|upsample\w*|downsample\w*|resample\w*)$/i;
/** Modules whose two-dimensional weights are tables. */
const TABLE = /embed/i;
/** The same, unless a bias beside them says that they are layers. */
const TABLE_WITHOUT_BIAS =
  /(^|[._/])(wte|wpe|relative_attention_bias|relative_position_bias|codebook|shared)$/i;
/** Modules whose kernels of three axes are matrices by heads (Flax), and modules with a matrix for each expert. */
const PROJECTION = /^(query|key|value|out|output|attention_output)$/i;
const EXPERTS = /expert/i;
/** Words that speak for a kernel in files that have ordinary kernels besides. */
const KERNEL_LIKE = /conv|kernel|filter|weight|^w\d*$/i;

/** Kernels are smaller than this in height and width; axes of channels are mostly larger. */
const SPACE_BELOW = 12;

/** A tensor that is a kernel. */
export interface FoundKernel {
  readonly part: ModuleTensor;
  /** Shape without a leading axis of length 1 that some modules add (StyleGAN2's modulated convolution). */
  readonly shape: readonly number[];
  /** Layout; `out-in-space` stands for PyTorch's transposed kernels, too, which are told apart later. */
  readonly axes: KernelAxes;
  /** Whether only the shape says that this is a kernel. */
  readonly byShape: boolean;
}

/** Whether a tensor is not trained: statistics, counters, fixed filters. */
export function isStatistic({ tensor: { dtype, shape }, module, word }: ModuleTensor): boolean {
  return !isFloat(dtype) || STATISTIC.test(word) || (word === "kernel" && isFixed(module)) ||
    // GPT-2's causal mask is called the bias of the attention.
    (word === "bias" && shape.length === 4 && shape[0] === 1 && shape[1] === 1 &&
      shape[2] === shape[3]);
}

/** The kernels among the tensors of a file, in their order. */
export function findKernels(parts: readonly ModuleTensor[]): FoundKernel[] {
  const words = Map.groupBy(parts, ({ module }) => module);
  const named = new Set(parts.filter((part) => isNamedKernel(part, words.get(part.module) ?? [])));
  // Haiku and TensorFlow's slim: where one kernel of such a name has its filters last, all have.
  const spaceFirst = new Set(
    [...named].filter(({ word, tensor: { shape } }) => word !== "weight" && looksSpaceFirst(shape))
      .map(({ word }) => word),
  );
  const hasNamed = named.values().some(({ tensor }) => tensor.shape.length > 2);
  return parts.flatMap((part): FoundKernel[] => {
    const { tensor: { shape }, word, module } = part;
    if (!isFloat(part.tensor.dtype) || shape.length < 2 || shape.length > 5) return [];
    if (word === "depthwise_kernel") {
      return [{ part, shape, axes: "space-in-multiplier", byShape: false }];
    }
    if (named.has(part)) {
      const squeezed = withoutLeadingOne(shape);
      return [{
        part,
        shape: squeezed,
        axes: /kernel$/.test(word) || spaceFirst.has(word) ? "space-in-out" : "out-in-space",
        byShape: false,
      }];
    }
    const siblings = words.get(module) ?? [];
    if (!isKernelByShape(part, siblings, named, hasNamed)) return [];
    return [{
      part,
      shape,
      axes: looksSpaceFirst(shape) ? "space-in-out" : "out-in-space",
      byShape: true,
    }];
  });
}

function isNamedKernel(part: ModuleTensor, siblings: readonly ModuleTensor[]): boolean {
  const { tensor: { shape, dtype }, module, word } = part;
  if (!isFloat(dtype) || shape.length < 2 || shape.length > 5 || isStatistic(part)) return false;
  const exact = KERNEL.test(word);
  if (!exact && !KERNEL_SUFFIX.test(word)) return false;
  if (!exact && shape.length > 2 && isBroadcast(shape)) return false;
  if (shape.length === 2) {
    const biased = siblings.some(({ word: other }) => other === "bias");
    return !TABLE.test(module) && !TABLE.test(word) && (biased || !TABLE_WITHOUT_BIAS.test(module));
  }
  if (
    shape.length === 3 &&
    (PROJECTION.test(lastOf(module)) && word === "kernel" || EXPERTS.test(module))
  ) {
    return false;
  }
  const bias = siblings.find(({ word: other }) => other === "bias");
  // A normalization's weight may have an axis for each of its input's, as its bias has then.
  if (bias !== undefined && bias.tensor.shape.length > 1) return false;
  return !(isBroadcast(shape) && SCALING.test(lastOf(module)));
}

/** Whether a tensor of another name is a kernel, as far as its shape and the tensors beside it say. */
function isKernelByShape(
  { tensor: { shape }, module, word }: ModuleTensor,
  siblings: readonly ModuleTensor[],
  named: ReadonlySet<ModuleTensor>,
  hasNamed: boolean,
): boolean {
  // Tensors of three axes may be anything.
  if (shape.length < 4 || isBroadcast(shape) || shape[0] === 1) return false;
  if (NO_KERNEL.test(word) || STATISTIC.test(word)) return false;
  if (NO_KERNEL.test(lastOf(module)) || SCALING.test(lastOf(module))) return false;
  // A module has one kernel: what lies beside it scales or shifts it.
  if (module !== "" && siblings.some((other) => named.has(other))) return false;
  return !hasNamed || KERNEL_LIKE.test(word);
}

function isFixed(module: string): boolean {
  return FIXED.test(lastOf(module));
}

function lastOf(module: string): string {
  return module.slice(module.search(/[^./]*$/));
}

/** Whether all axes but one have length 1, as in what is multiplied with or added to a layer's output. */
function isBroadcast(shape: readonly number[]): boolean {
  return Math.max(...shape) === sizeOf(shape);
}

/** [1, out, in, 3, 3] -> [out, in, 3, 3]. */
function withoutLeadingOne(shape: readonly number[]): readonly number[] {
  const [first, , inputs = 0, height = 0, width = 0] = shape;
  const modulated = shape.length === 5 && first === 1 && height === width && height < SPACE_BELOW &&
    inputs > height;
  return modulated ? shape.slice(1) : shape;
}

/** Whether a shape fits [height, width, in, out] and not [out, in, height, width]. */
function looksSpaceFirst(shape: readonly number[]): boolean {
  if (shape.length < 4) return false;
  const space = shape.slice(0, -2);
  const last = shape.slice(2);
  const isSpace = (sizes: readonly number[]) =>
    sizes.every((size) => size === sizes[0] && size < SPACE_BELOW);
  return isSpace(space) && !isSpace(last);
}
