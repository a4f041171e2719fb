/**
 * Weights that a file stores in several tensors: under weight norm, spectral norm and pruning masks.
 *
 * @module
 */
import { sizeOf, type StoredTensor } from "../stored_tensor.ts";

/**
 * How a layer's weights follow from the tensor that holds most of them, with the names of the others.
 * - `weight-norm`: magnitude x direction / |direction|, the norm over all axes along which the magnitude has length 1;
 * - `mask`: zero where the mask is zero (`torch.nn.utils.prune`);
 * - `spectral-norm`: divided by u' W v, where W is the kernel as a matrix.
 */
export type Composition =
  | { readonly by: "weight-norm"; readonly magnitude: string }
  | { readonly by: "mask"; readonly mask: string }
  | { readonly by: "spectral-norm"; readonly u: string; readonly v: string };

type Floats = Float32Array | Float64Array;

/**
 * The weights that a layer uses, computed when they are read.
 *
 * @param tensor The tensor that holds most of them.
 * @param others The file's tensors by name.
 * @returns `tensor` itself if the other tensors are missing or do not fit.
 */
export function composedWeight(
  tensor: StoredTensor,
  composition: Composition,
  others: ReadonlyMap<string, StoredTensor>,
): StoredTensor {
  const { shape } = tensor;
  switch (composition.by) {
    case "mask": {
      const mask = others.get(composition.mask);
      if (mask === undefined || !sameShape(mask.shape, shape)) return tensor;
      return { ...tensor, read: () => product(tensor.read(), mask.read()) };
    }
    case "weight-norm": {
      const magnitude = others.get(composition.magnitude);
      if (magnitude === undefined || !broadcasts(magnitude.shape, shape)) return tensor;
      return {
        ...tensor,
        read: () => normalized(tensor.read(), shape, magnitude.read(), magnitude.shape),
      };
    }
    case "spectral-norm": {
      const [u, v] = [others.get(composition.u), others.get(composition.v)];
      const rows = u === undefined ? 0 : sizeOf(u.shape);
      // PyTorch takes the output axis for the rows: the second one of transposed convolutions.
      const axis = rows === shape[0] ? 0 : 1;
      const fits = rows > 0 && rows === shape[axis] &&
        sizeOf(v?.shape ?? []) * rows === sizeOf(shape);
      if (u === undefined || v === undefined || !fits) return tensor;
      return {
        ...tensor,
        read: () =>
          divided(tensor.read(), spectralNorm(tensor.read(), shape, axis, u.read(), v.read())),
      };
    }
  }
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Whether an array of one shape has, along each axis, the length of another or 1; or holds a single number. */
function broadcasts(small: readonly number[], large: readonly number[]): boolean {
  return sizeOf(small) === 1 ||
    (small.length === large.length &&
      small.every((size, axis) => size === 1 || size === large[axis]));
}

function product(values: Floats, factors: Floats): Floats {
  return values.map((value, i) => value * (factors[i] ?? 0));
}

/** A norm of zero or one that is not finite leaves the weights as they are. */
function divided(values: Floats, norm: number): Floats {
  return Number.isFinite(norm) && norm !== 0 ? values.map((value) => value / norm) : values;
}

/** magnitude x values / |values|; the norm is over the axes along which the magnitude has length 1. */
function normalized(
  values: Floats,
  shape: readonly number[],
  magnitude: Floats,
  magnitudeShape: readonly number[],
): Floats {
  const index = indexIn(shape, sizeOf(magnitudeShape) === 1 ? shape.map(() => 1) : magnitudeShape);
  const squares = new Float64Array(magnitude.length);
  values.forEach((value, i) => {
    const at = index(i);
    squares[at] = (squares[at] ?? 0) + value * value;
  });
  return values.map((value, i) => {
    const at = index(i);
    const norm = Math.sqrt(squares[at] ?? 0);
    return norm === 0 ? 0 : value / norm * (magnitude[at] ?? 0);
  });
}

/** For the index of an element, the index of the element of a smaller array that is broadcast to it. */
function indexIn(shape: readonly number[], small: readonly number[]): (i: number) => number {
  const axes: { stride: number; size: number; step: number }[] = [];
  let [stride, step] = [1, 1];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const [size = 1, short = 1] = [shape[axis], small[axis]];
    if (short > 1) axes.push({ stride, size, step });
    stride *= size;
    step *= short;
  }
  return (i) =>
    axes.reduce((sum, { stride, size, step }) => sum + Math.floor(i / stride) % size * step, 0);
}

/** u' W v, where the rows of W are the slices along one of the first two axes. */
function spectralNorm(
  values: Floats,
  shape: readonly number[],
  axis: number,
  u: Floats,
  v: Floats,
): number {
  const [first = 1, second = 1] = shape;
  const taps = sizeOf(shape.slice(2));
  let sum = 0;
  for (let a = 0; a < first; a++) {
    for (let b = 0; b < second; b++) {
      const [row, column] = axis === 0 ? [a, b] : [b, a];
      for (let tap = 0; tap < taps; tap++) {
        sum += (u[row] ?? 0) * (values[(a * second + b) * taps + tap] ?? 0) *
          (v[column * taps + tap] ?? 0);
      }
    }
  }
  return sum;
}
