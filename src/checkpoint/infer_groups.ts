/**
 * Groups of convolutions, which weights alone do not tell.
 *
 * @module
 */
import type { StoredTensor } from "./checkpoint.ts";
import type { KernelAxes } from "./tensor_use.ts";

/** A kernel whose layout is known. */
export interface PlacedKernel {
  readonly tensor: StoredTensor;
  readonly axes: KernelAxes;
  readonly groups: number;
}

/**
 * The groups that a kernel of this shape most likely has. A PyTorch kernel [out, in / groups, …] is depthwise when it reads
 * one channel and the layer before gives as many as it has filters; it is grouped when the layer before gives a multiple of
 * the channels that it reads and no earlier layer gives just those.
 *
 * @param earlier The kernels before it, in the file's order.
 */
export function groupsOf(
  { name, shape }: StoredTensor,
  axes: KernelAxes,
  lengths: ReadonlyMap<string, number>,
  earlier: readonly PlacedKernel[],
): number {
  const [first = 0, second = 0] = shape;
  if (axes === "space-in-multiplier") return shape.at(-2) ?? 1;
  if (shape.length === 2) return 1;
  if (axes === "in-out-space") {
    const bias = lengths.get(name.replace(/weight$/, "bias"));
    return bias === undefined || second === 0 ? 1 : Math.max(1, Math.floor(bias / second));
  }
  const spaceFirst = axes !== "out-in-space";
  const filters = spaceFirst ? shape.at(-1) ?? 0 : first;
  const read = spaceFirst ? shape.at(-2) ?? 0 : second;
  const outputs = earlier.filter(({ tensor }) => tensor.shape.length > 2).map(filtersOf);
  const before = outputs.at(-1);
  if (before === undefined || read === 0 || read >= before || outputs.includes(read)) return 1;
  if (before % read !== 0) return 1;
  const groups = before / read;
  return filters % groups === 0 ? groups : 1;
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
