/**
 * The groups of convolutions, inferred from shapes: a file of weights alone does not store them.
 *
 * @module
 */
import type { StoredTensor } from "../stored_tensor.ts";
import { type KernelAxes, kernelSizes } from "./kernel_axes.ts";

/** A kernel whose layout is known. */
export interface Kernel {
  readonly tensor: StoredTensor;
  readonly axes: KernelAxes;
  readonly groups: number;
}

/**
 * The kernels of a file with their most likely groups. A kernel that reads a single channel is depthwise, unless it is the
 * first one and no other kernel reads the image. A kernel that reads another number of channels than any earlier layer
 * computes is grouped if the layer before it, or the kernel itself, computes a multiple of that number.
 *
 * @param kernels In the file's order; `groups` is known of transposed kernels and TensorFlow's depthwise ones, 1 for others.
 * @param ordered Whether the file's order is the order of the layers. If not, any layer may come before any other.
 */
export function withGroups(kernels: readonly Kernel[], ordered: boolean): Kernel[] {
  const ranks = new Set(kernels.map(({ tensor }) => tensor.shape.length));
  const groups = new Map<Kernel, number>();
  for (const rank of ranks) {
    const ofRank = kernels.filter(({ tensor }) => tensor.shape.length === rank);
    for (const [kernel, count] of groupsAmong(ofRank, ordered)) groups.set(kernel, count);
  }
  return kernels.map((kernel) => ({ ...kernel, groups: groups.get(kernel) ?? kernel.groups }));
}

/** The kernels that are grouped, among kernels with the same number of axes. */
function groupsAmong(kernels: readonly Kernel[], ordered: boolean): Map<Kernel, number> {
  const found = new Map<Kernel, number>();
  const sized = kernels.map((kernel) => ({ kernel, ...sizesOf(kernel) }));
  const outputs = new Set(
    sized.filter(({ inputAxis }) => inputAxis > 1).map(({ filters }) => filters),
  );
  const first = sized.find(({ inputAxis }) => inputAxis === 3) ??
    sized.find(({ inputAxis }) => inputAxis <= 4);
  const earlier = new Set<number>();
  let before = 0;
  for (const each of sized) {
    const { kernel, filters, inputAxis: read } = each;
    const unknown = kernel.axes === "out-in-space" || kernel.axes === "space-in-out";
    if (unknown && kernel.tensor.shape.length > 2 && each !== first && read > 0) {
      if (read === 1) {
        const multiples = [...outputs].filter((size) => size > 1 && filters % size === 0);
        found.set(kernel, outputs.has(filters) ? filters : Math.max(filters, ...multiples));
      } else if (!(ordered ? earlier : outputs).has(read)) {
        const possible = outputs.has(read) ? [before] : [before, filters];
        const inputs = possible.find((size) =>
          size > read && size % read === 0 && filters % (size / read) === 0
        );
        if (inputs !== undefined) found.set(kernel, inputs / read);
      }
    }
    before = filters;
    earlier.add(filters);
  }
  return found;
}

function sizesOf({ tensor, axes, groups }: Kernel): { filters: number; inputAxis: number } {
  return kernelSizes(tensor.shape, axes, groups);
}

/**
 * The groups of a transposed kernel [in, out / groups, …].
 *
 * @param bias Length of its bias, which has one value for each output channel; undefined without a bias.
 */
export function transposedGroups(shape: readonly number[], bias: number | undefined): number {
  const second = shape[1] ?? 0;
  return bias === undefined || second === 0 ? 1 : Math.max(1, Math.floor(bias / second));
}

/** Channels that a kernel computes. */
export function filtersOf(kernel: Kernel): number {
  return sizesOf(kernel).filters;
}
