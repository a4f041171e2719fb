/**
 * PyTorch's format before version 1.6: five pickles (magic number, protocol, system, object, keys of storages), then for each
 * storage an eight-byte count and its numbers.
 *
 * @module
 */
import { ByteCursor } from "../../encoding/byte_cursor.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { readPickle } from "../containers/pickle/read_pickle.ts";
import { itemsOf, wordOf } from "../containers/pickle/values.ts";
import { ITEM_BYTES } from "../dtype.ts";
import { torchNames } from "./pickle_names.ts";
import { stateDict } from "./state_dict.ts";
import {
  type StorageBytes,
  storedTensor,
  type TorchContents,
  type TorchStorage,
} from "./torch_tensor.ts";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/**
 * The tensors of a file in PyTorch's older format.
 *
 * @param key Names one of several networks.
 * @throws {InputError} If it is damaged, holds no tensors by name, or refers to anything but tensors and plain data.
 */
export function pytorchLegacyTensors(source: ByteSource, key?: string): TorchContents {
  const names = torchNames(source);
  const storages = new Map<string, TorchStorage>();
  const cursor = new ByteCursor(source);
  const next = () =>
    readPickle(source, cursor, {
      ...names,
      persistent(id) {
        const storage = names.persistent(id);
        if (storage.start === 0 || !storages.has(storage.key)) storages.set(storage.key, storage);
        return storage;
      },
    });
  if (next() !== MAGIC) {
    throw source.fail("it is a pickle but not one of PyTorch's (expected a saved state_dict)");
  }
  const protocol = next();
  if (protocol !== PROTOCOL) {
    throw source.fail(
      `found version ${wordOf(protocol) ?? "?"} of PyTorch's format, expected ${PROTOCOL}`,
    );
  }
  const system = next();
  if (system instanceof Map && system.get("little_endian") === false) {
    throw source.fail("it was written by a big-endian machine (save it again on another)");
  }
  const object = next();
  const keys = itemsOf(next()) ?? [];
  const bytes = new Map<string, StorageBytes>();
  for (const key of keys) {
    const word = wordOf(key) ?? "?";
    const storage = storages.get(word);
    if (storage === undefined) throw source.fail(`no tensor uses its storage ${word}`);
    const size = cursor.u64() * (storage.dtype === null ? 1 : ITEM_BYTES[storage.dtype]);
    const start = cursor.offset;
    if (start + size > source.size) {
      throw source.fail(
        `storage ${storage.key} ends at byte ${start + size} but the file has ${source.size}` +
          " bytes (is the download complete?)",
      );
    }
    bytes.set(storage.key, { source, start, size });
    cursor.skip(size);
  }
  const { tensors, remarks } = stateDict(source, object, key);
  return {
    tensors: Array.from(
      tensors,
      ([name, tensor]) => storedTensor(source, name, tensor, ({ key }) => bytes.get(key)),
    ),
    remarks,
  };
}
