/**
 * Which batch norm follows a convolution, told from names: files of weights hold no graph.
 *
 * @module
 */
import type { StoredTensor } from "./checkpoint.ts";
import { filtersOf, type PlacedKernel } from "./infer_groups.ts";

/**
 * The name of the batch norm scale (gamma) that belongs to a convolution, or null: first by the usual pairs of names
 * (`conv1` and `bn1`, `features.0` and `features.1`, `Conv1` and `bn_Conv1`, `expand` and `expand_BN`), then the next batch
 * norm in the file before another convolution. Either must have one value a filter.
 */
export function gammaOf(kernel: PlacedKernel, tensors: readonly StoredTensor[]): string | null {
  const { tensor } = kernel;
  if (tensor.shape.length < 3) return null;
  const filters = filtersOf(kernel);
  const gammas = tensors.filter(({ name, shape }) =>
    shape.length === 1 && shape[0] === filters && /(^|[./])(weight|gamma|scale)(:0)?$/.test(name) &&
    isBatchNorm(name, tensors)
  );
  const names = new Set(
    gammas.map(({ name }) => name.replace(/[./](weight|gamma|scale)(:0)?$/, "")),
  );
  const layer = tensor.name.replace(/[./](weight|kernel|depthwise_kernel)(:0)?$/, "");
  const paired = pairedNames(layer).find((name) => names.has(name));
  const start = tensors.indexOf(tensor);
  const next = paired === undefined ? nextOf(tensors, start, gammas) : undefined;
  const found = paired === undefined
    ? next
    : gammas.find(({ name }) => name.replace(/[./](weight|gamma|scale)(:0)?$/, "") === paired);
  return found?.name ?? null;
}

function isBatchNorm(gamma: string, tensors: readonly StoredTensor[]): boolean {
  const layer = gamma.replace(/(weight|gamma|scale)(:0)?$/, "");
  return tensors.some(({ name }) =>
    name === `${layer}running_mean` || name.replace(/:0$/, "") === `${layer}moving_mean`
  );
}

function pairedNames(layer: string): string[] {
  const at = layer.search(/[^./]*$/);
  const [path, last] = [layer.slice(0, at), layer.slice(at)];
  const words = [
    last.replace(/conv/i, "bn"),
    last.replace(/conv/i, "norm"),
    last.replace(/conv2d|conv/i, "batch_normalization"),
    `bn_${last}`,
    `${last}_bn`,
    `${last}_BN`,
    `${last}_batchnorm`,
    `${last}/BatchNorm`,
    last.replace(/_conv$/, "_bn"),
    last.replace(/^conv$/, "bn"),
    ...(/^\d+$/.test(last) ? [String(Number(last) + 1)] : []),
  ];
  return words.filter((word) => word !== last).map((word) => path + word);
}

/** The next batch norm behind a kernel, unless another kernel comes first. */
function nextOf(
  tensors: readonly StoredTensor[],
  start: number,
  gammas: readonly StoredTensor[],
): StoredTensor | undefined {
  for (const tensor of tensors.slice(start + 1)) {
    if (tensor.shape.length > 2) return undefined;
    if (gammas.includes(tensor)) return tensor;
  }
  return undefined;
}
