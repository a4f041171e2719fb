/**
 * Tensors as PyTorch's pickles describe them: strided views of a storage, whose bytes are elsewhere in the file.
 *
 * @module
 */
import { grouped } from "../../encoding/grouped.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { type DType, ITEM_BYTES, toFloats } from "../dtype.ts";
import { toRowMajor } from "../row_major.ts";
import { sizeOf, type StoredTensor } from "../stored_tensor.ts";

/** A storage as a pickle's persistent id describes it. */
export class TorchStorage {
  /**
   * @param dtype Null for an untyped storage, whose length counts bytes.
   * @param key The name of its bytes in the file.
   * @param length In items of `dtype`.
   * @param start Where it begins in the bytes of that name, in items.
   */
  constructor(
    readonly dtype: DType | null,
    readonly key: string,
    readonly length: number,
    readonly start = 0,
  ) {}
}

/** A strided view of a storage. Offset and strides count items. */
export class TorchTensor {
  constructor(
    readonly storage: TorchStorage,
    readonly dtype: DType,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** What a PyTorch file holds. */
export interface TorchContents {
  readonly tensors: readonly StoredTensor[];
  /** What users should know about the choice of a network, one sentence each. */
  readonly remarks: readonly string[];
}

/** Where the bytes of a storage are. */
export interface StorageBytes {
  readonly source: ByteSource;
  readonly start: number;
  readonly size: number;
}

/**
 * The tensor that a pickle describes, ready to be read.
 *
 * @param bytesOf Where the bytes of a storage are; undefined if the file has none with that key.
 * @throws {InputError} If the view exceeds its storage.
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
  // A broadcast view can hold far more numbers than its storage, and no model needs one.
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
      return toRowMajor(values, shape, strides);
    },
  };
}
