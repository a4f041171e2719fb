/**
 * Strided views of memory, which PyTorch stores and NumPy's Fortran order is.
 *
 * @module
 */
import { sizeOf } from "./stored_tensor.ts";

/**
 * The numbers of a strided view in row-major order.
 *
 * @param values The memory, from the view's first number on.
 * @param shape Length of each axis.
 * @param strides Distance between neighbors along each axis, in numbers.
 * @returns `values` itself if they are in row-major order.
 */
export function toRowMajor(
  values: Float32Array | Float64Array,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array | Float64Array {
  if (isRowMajor(shape, strides)) return values;
  const count = sizeOf(shape);
  const result = values instanceof Float32Array ? new Float32Array(count) : new Float64Array(count);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < count; to++) {
    result[to] = values[from] ?? NaN;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [size = 0, stride = 0, at = 0] = [shape[axis], strides[axis], index[axis]];
      if (at + 1 < size) {
        index[axis] = at + 1;
        from += stride;
        break;
      }
      index[axis] = 0;
      from -= at * stride;
    }
  }
  return result;
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 0;
    if (size !== 1 && strides[axis] !== step) return false;
    step *= size;
  }
  return true;
}
