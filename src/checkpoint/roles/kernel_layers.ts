/**
 * The layers of a checkpoint that have filters, and their filters as rows of a matrix, whatever the file's layout.
 *
 * @module
 */
import type { Matrix } from "../../linalg/mod.ts";
import type { Checkpoint, StoredTensor } from "../model_file.ts";
import type { KernelAxes, KernelUse } from "./tensor_use.ts";

/** A convolution or dense layer of a checkpoint. */
export interface KernelLayer {
  /** The file's own name, without `module.` in front and `.weight` or `/kernel` behind. */
  readonly name: string;
  /** `conv2d`, `depthwise-conv2d`, `conv2d-transpose`, also 1-D and 3-D, or `dense`. */
  readonly kind: string;
  /** Size along each spatial axis; empty for a dense layer. */
  readonly kernel: readonly number[];
  readonly inputChannels: number;
  readonly filters: number;
  readonly groups: number;
  /** Weights of one filter. */
  readonly fanIn: number;
  /** Null where the file does not say. */
  readonly dilation: readonly number[] | null;
  /** Where the weights lie. */
  readonly tensor: StoredTensor;
  readonly axes: KernelAxes;
  /** Scale of the batch norm behind the layer, one value a filter. */
  readonly gamma: StoredTensor | null;
}

/** The checkpoint's convolutions and dense layers, in its order. */
export function kernelLayers({ tensors, uses }: Checkpoint): KernelLayer[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return tensors.flatMap((tensor) => {
    const use = uses.get(tensor.name);
    if (use?.op !== "kernel") return [];
    return [kernelLayer(tensor, use, byName.get(use.gamma ?? "") ?? null)];
  });
}

function kernelLayer(
  tensor: StoredTensor,
  use: KernelUse,
  gamma: StoredTensor | null,
): KernelLayer {
  const { layer, axes, groups, dilation } = use;
  const { space, inputChannels, filters } = sizes(tensor.shape, axes, groups);
  const area = space.reduce((product, size) => product * size, 1);
  const depthwise = groups > 1 && groups === inputChannels;
  const transposed = axes === "in-out-space" || axes === "space-out-in";
  const kind = space.length === 0
    ? "dense"
    : `${depthwise ? "depthwise-" : ""}conv${space.length}d${transposed ? "-transpose" : ""}`;
  return {
    name: layer,
    kind,
    kernel: space,
    inputChannels,
    filters,
    groups,
    fanIn: area * Math.round(inputChannels / groups),
    dilation,
    tensor,
    axes,
    gamma: gamma !== null && gamma.shape.length === 1 && gamma.shape[0] === filters ? gamma : null,
  };
}

function sizes(
  shape: readonly number[],
  axes: KernelAxes,
  groups: number,
): { space: readonly number[]; inputChannels: number; filters: number } {
  const [first = 0, second = 0] = shape;
  const [before = 0, last = 0] = [shape.at(-2), shape.at(-1)];
  const [front, back] = [shape.slice(0, -2), shape.slice(2)];
  switch (axes) {
    case "out-in-space":
      return { space: back, inputChannels: second * groups, filters: first };
    case "in-out-space":
      return { space: back, inputChannels: first, filters: second * groups };
    case "space-in-out":
      return { space: front, inputChannels: before * groups, filters: last };
    case "space-out-in":
      return { space: front, inputChannels: last, filters: before * groups };
    case "space-in-multiplier":
      return { space: front, inputChannels: before, filters: before * last };
  }
}

/**
 * Reads the filters of a layer, one a row.
 *
 * @returns Shape [filters, fanIn]. Within a row the order of weights is the file's, the same for all filters.
 * @throws {InputError} If the file turns out to be damaged.
 */
export function kernelRows({ tensor, axes, filters, fanIn, groups }: KernelLayer): Matrix {
  const data = tensor.read();
  const area = tensor.shape.reduce((product, size) => product * size, 1);
  switch (axes) {
    case "out-in-space":
      return { rows: filters, columns: fanIn, data };
    case "space-in-out":
    case "space-in-multiplier":
      return { rows: filters, columns: fanIn, data: transposed(data, fanIn, filters) };
    case "space-out-in": {
      // [space, out, in]: for each filter the inputs of every tap, tap after tap.
      const inputs = tensor.shape.at(-1) ?? 1;
      return {
        rows: filters,
        columns: fanIn,
        data: swapped(data, fanIn / inputs, filters, inputs),
      };
    }
    case "in-out-space": {
      // [groups, in / groups, out / groups, space]
      const taps = area / Math.max(1, (tensor.shape[0] ?? 1) * (tensor.shape[1] ?? 1));
      const per = filters / groups;
      const size = data.length / groups;
      const result = data.slice();
      for (let group = 0; group < groups; group++) {
        const part = data.subarray(group * size, (group + 1) * size);
        result.set(swapped(part, fanIn / taps, per, taps), group * size);
      }
      return { rows: filters, columns: fanIn, data: result };
    }
  }
}

type Floats = Float32Array | Float64Array;

/** [rows, columns] to [columns, rows]. */
function transposed(data: Floats, rows: number, columns: number): Floats {
  return swapped(data, rows, columns, 1);
}

/** [a, b, c] to [b, a, c], in blocks that stay in the cache. */
function swapped(data: Floats, a: number, b: number, c: number): Floats {
  const result = data.slice();
  const BLOCK = 32;
  for (let i0 = 0; i0 < a; i0 += BLOCK) {
    for (let j0 = 0; j0 < b; j0 += BLOCK) {
      for (let i = i0; i < Math.min(i0 + BLOCK, a); i++) {
        for (let j = j0; j < Math.min(j0 + BLOCK, b); j++) {
          const [from, to] = [(i * b + j) * c, (j * a + i) * c];
          for (let k = 0; k < c; k++) result[to + k] = data[from + k] ?? NaN;
        }
      }
    }
  }
  return result;
}
