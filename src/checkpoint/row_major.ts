import { sizeOf } from "./model_file.ts";

/**
 * The numbers of a strided view in row-major order.
 *
 * @param values The memory that is viewed, from the view's first number on.
 * @param strides How far apart neighbors along each axis are, in numbers.
 */
export function gather(
  values: Float32Array | Float64Array,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array | Float64Array {
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
