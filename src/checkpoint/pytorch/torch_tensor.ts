/**
 * Tensors as PyTorch's pickles describe them: a view of a storage that lies elsewhere in the file.
 *
 * @module
 */
import type { ByteSource } from "../../files/byte_source.ts";
import { sizeOf, type StoredTensor } from "../model_file.ts";
import { type DType, ITEM_BYTES, toFloats } from "../dtype.ts";
import { grouped } from "../../encoding/grouped.ts";
import { gather } from "../row_major.ts";

/** A storage as a pickle's persistent id names it. */
export class TorchStorage {
  /**
   * @param key The name of its bytes in the file.
   * @param length In items of `dtype`; null in bytes, for an untyped storage.
   * @param start Where it begins in the storage called `key`, in items.
   */
  constructor(
    readonly dtype: DType | null,
    readonly key: string,
    readonly length: number,
    readonly start = 0,
  ) {}
}

/** A strided view of a storage. Sizes and strides count items. */
export class TorchTensor {
  constructor(
    readonly storage: TorchStorage,
    readonly dtype: DType,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** A storage's bytes within its file. */
export interface StorageBytes {
  readonly source: ByteSource;
  readonly start: number;
  readonly size: number;
}

/**
 * A tensor that can be read.
 *
 * @param bytesOf Where a storage's bytes lie; undefined if the file has none of that key.
 * @throws {InputError} If the view leaves its storage.
 */
export function storedTensor(
  source: ByteSource,
  name: string,
  tensor: TorchTensor,
  bytesOf: (storage: TorchStorage) => StorageBytes | undefined,
): StoredTensor {
  const { storage, dtype, shape, strides } = tensor;
  const bytes = bytesOf(storage);
  if (bytes === undefined) {
    throw source.fail(
      `tensor "${name}" has its numbers in storage ${storage.key}, which is missing`,
    );
  }
  const item = ITEM_BYTES[dtype];
  const first = storage.start + tensor.offset;
  const count = sizeOf(shape);
  const span = count === 0
    ? 0
    : 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), 0);
  if (!Number.isSafeInteger(count) || (first + span) * item > bytes.size) {
    throw source.fail(
      `tensor "${name}" of shape [${shape.join(", ")}] ends at byte ${
        grouped((first + span) * item)
      } of its storage, which has ${grouped(bytes.size)} (is the file complete?)`,
    );
  }
  // A broadcast view may hold far more numbers than its storage: no model needs one.
  if (count > span) {
    throw source.fail(`tensor "${name}" repeats its numbers (stride 0), expected its own`);
  }
  return {
    name,
    shape,
    dtype,
    read: () => {
      const raw = bytes.source.read(bytes.start + first * item, span * item);
      const values = toFloats(raw, dtype);
      return isRowMajor(shape, strides) ? values : gather(values, shape, strides);
    },
  };
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
