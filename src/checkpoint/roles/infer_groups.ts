/**
 * Groups of convolutions, which weights alone do not tell.
 *
 * @module
 */
import type { StoredTensor } from "../model_file.ts";
import type { KernelAxes } from "./tensor_use.ts";

/** A kernel whose layout is known. */
export interface PlacedKernel {
  readonly tensor: StoredTensor;
  readonly axes: KernelAxes;
  readonly groups: number;
}

/**
 * The groups that the kernels of a file most likely have. One that reads a single channel is depthwise, unless it is the
 * first and nothing else reads the image. One that reads channels which no earlier layer gives is grouped if the layer
 * before gives a multiple of them, or if its own filters are one.
 *
 * @param kernels In the file's order, `groups` known for transposed and TensorFlow's depthwise ones only.
 * @param ordered Whether the file's order is the model's; if not, any layer may come before any other.
 */
export function withGroups(kernels: readonly PlacedKernel[], ordered: boolean): PlacedKernel[] {
  const dimensions = new Set(kernels.map(({ tensor }) => tensor.shape.length));
  const groups = new Map<PlacedKernel, number>();
  for (const rank of dimensions) {
    const alike = kernels.filter(({ tensor }) => tensor.shape.length === rank);
    for (const [kernel, count] of groupsAmong(alike, ordered)) groups.set(kernel, count);
  }
  return kernels.map((kernel) => ({ ...kernel, groups: groups.get(kernel) ?? kernel.groups }));
}

function groupsAmong(
  kernels: readonly PlacedKernel[],
  ordered: boolean,
): Map<PlacedKernel, number> {
  const found = new Map<PlacedKernel, number>();
  const outputs = new Set(kernels.filter((kernel) => channelsRead(kernel) > 1).map(filtersOf));
  const first = kernels.find((kernel) => channelsRead(kernel) === 3) ??
    kernels.find((kernel) => channelsRead(kernel) <= 4);
  const earlier = new Set<number>();
  let before = 0;
  for (const kernel of kernels) {
    const [read, filters] = [channelsRead(kernel), filtersOf(kernel)];
    const free = kernel.axes === "out-in-space" || kernel.axes === "space-in-out";
    if (free && kernel.tensor.shape.length > 2 && kernel !== first && read > 0) {
      if (read === 1) {
        const multiples = [...outputs].filter((size) => size > 1 && filters % size === 0);
        found.set(kernel, outputs.has(filters) ? filters : Math.max(filters, ...multiples));
      } else if (!(ordered ? earlier : outputs).has(read)) {
        const known = outputs.has(read) ? [before] : [before, filters];
        const source = known.find((size) =>
          size > read && size % read === 0 && filters % (size / read) === 0
        );
        if (source !== undefined) found.set(kernel, source / read);
      }
    }
    before = filters;
    earlier.add(filters);
  }
  return found;
}

/** Channels that one filter reads. */
function channelsRead({ tensor: { shape }, axes }: PlacedKernel): number {
  switch (axes) {
    case "out-in-space":
      return shape[1] ?? 0;
    case "in-out-space":
      return shape[0] ?? 0;
    case "space-in-out":
      return shape.at(-2) ?? 0;
    case "space-out-in":
      return shape.at(-1) ?? 0;
    case "space-in-multiplier":
      return 1;
  }
}

/** Groups of a transposed kernel [in, out / groups, …], by its bias. */
export function transposedGroups(shape: readonly number[], bias: number | undefined): number {
  const second = shape[1] ?? 0;
  return bias === undefined || second === 0 ? 1 : Math.max(1, Math.floor(bias / second));
}

/** Output channels of a kernel. */
export function filtersOf({ tensor: { shape }, axes, groups }: PlacedKernel): number {
  const [first = 0, second = 0] = shape;
  const [before = 0, last = 0] = [shape.at(-2), shape.at(-1)];
  switch (axes) {
    case "out-in-space":
      return first;
    case "in-out-space":
      return second * groups;
    case "space-in-out":
      return last;
    case "space-out-in":
      return before * groups;
    case "space-in-multiplier":
      return before * last;
  }
}
