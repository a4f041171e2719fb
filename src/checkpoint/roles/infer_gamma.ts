/**
 * Which batch norm reads a convolution, inferred from names and order: a file of weights alone has no graph.
 *
 * @module
 */
import type { StoredTensor } from "../stored_tensor.ts";
import { filtersOf, type Kernel } from "./infer_groups.ts";

const SCALE = /(^|[./])(weight|gamma|scale)(:0)?$/;

/** The scales (gamma) of a file's batch norms. */
export class Gammas {
  /** By the batch norm's name. */
  readonly #byLayer: ReadonlyMap<string, StoredTensor>;
  readonly #scales: ReadonlySet<StoredTensor>;
  readonly #tensors: readonly StoredTensor[];
  readonly #indices: ReadonlyMap<StoredTensor, number>;

  /** @param tensors In the file's order. */
  constructor(tensors: readonly StoredTensor[]) {
    const names = new Set(tensors.map(({ name }) => name.replace(/:0$/, "")));
    const scales = tensors.filter(({ name, shape }) => {
      const layer = name.replace(SCALE, "$1");
      return shape.length === 1 && SCALE.test(name) &&
        (names.has(`${layer}running_mean`) || names.has(`${layer}moving_mean`));
    });
    this.#scales = new Set(scales);
    this.#byLayer = new Map(scales.map((scale) => [layerOf(scale.name), scale]));
    this.#tensors = tensors;
    this.#indices = new Map(tensors.map((tensor, index) => [tensor, index]));
  }

  /**
   * The name of the scale that belongs to a convolution, or null. Candidates are first the usual pairs of names (`conv1` and
   * `bn1`, `features.0` and `features.1`, `Conv1` and `bn_Conv1`, `expand` and `expand_BN`), then the next batch norm in the
   * file if no other kernel comes before it. A scale must have one value for each filter.
   */
  of(kernel: Kernel): string | null {
    const { tensor } = kernel;
    if (tensor.shape.length < 3) return null;
    const filters = filtersOf(kernel);
    const candidates = pairedNames(layerOf(tensor.name)).map((name) => this.#byLayer.get(name));
    const fitting = [...candidates, this.#next(tensor)].find((scale) =>
      scale?.shape[0] === filters
    );
    return fitting?.name ?? null;
  }

  /** The first scale after a kernel, unless another kernel comes before it. */
  #next(kernel: StoredTensor): StoredTensor | undefined {
    for (let i = (this.#indices.get(kernel) ?? 0) + 1; i < this.#tensors.length; i++) {
      const tensor = this.#tensors[i];
      if (tensor === undefined || tensor.shape.length > 2) return undefined;
      if (this.#scales.has(tensor)) return tensor;
    }
    return undefined;
  }
}

/** A weight's name without its last word. */
function layerOf(name: string): string {
  return name.replace(/[./]?(weight|kernel|depthwise_kernel|gamma|scale)(:0)?$/, "");
}

/** Names that the batch norm of a convolution of this name usually has. */
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
    `${last}/BatchNorm`,
    ...(/^\d+$/.test(last) ? [String(Number(last) + 1)] : []),
  ];
  return words.filter((word) => word !== last).map((word) => path + word);
}
