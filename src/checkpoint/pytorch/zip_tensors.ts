/**
 * PyTorch's zip format: a pickle `NAME/data.pkl`, and one part `NAME/data/KEY` for each storage.
 *
 * @module
 */
import { ByteCursor } from "../../encoding/byte_cursor.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { readPickle } from "../containers/pickle/read_pickle.ts";
import type { ZipEntry } from "../containers/zip.ts";
import { torchNames } from "./pickle_names.ts";
import { stateDict } from "./state_dict.ts";
import { type StorageBytes, storedTensor, type TorchContents } from "./torch_tensor.ts";

/**
 * The tensors of a zip file that `torch.save` wrote.
 *
 * @param pickle The part `NAME/data.pkl`.
 * @param key Names one of several networks.
 * @throws {InputError} If it is damaged, is a TorchScript program, holds no tensors by name, or refers to anything but tensors
 * and plain data.
 */
export function pytorchZipTensors(
  source: ByteSource,
  entries: ReadonlyMap<string, ZipEntry>,
  pickle: ZipEntry,
  key?: string,
): TorchContents {
  const folder = pickle.name.slice(0, -"data.pkl".length);
  if (entries.has(`${folder}constants.pkl`)) {
    throw source.fail(
      "it is a TorchScript program, not weights (save torch.jit.load(…).state_dict(), or safetensors)",
    );
  }
  const order = entries.get(`${folder}byteorder`)?.open();
  const word = order?.read(0, Math.min(order.size, 8)) ?? new Uint8Array();
  if (new TextDecoder().decode(word) === "big") {
    throw source.fail("it was written by a big-endian machine (save it again on another)");
  }
  const bytes = pickle.open();
  const object = readPickle(source, new ByteCursor(bytes), torchNames(source));
  const opened = new Map<string, StorageBytes | undefined>();
  const bytesOf = (key: string) => {
    if (!opened.has(key)) {
      const entry = entries.get(`${folder}data/${key}`);
      const data = entry?.open();
      opened.set(key, data === undefined ? undefined : { source: data, start: 0, size: data.size });
    }
    return opened.get(key);
  };
  const { tensors, remarks } = stateDict(source, object, key);
  return {
    tensors: Array.from(
      tensors,
      ([name, tensor]) => storedTensor(source, name, tensor, ({ key }) => bytesOf(key)),
    ),
    remarks,
  };
}
