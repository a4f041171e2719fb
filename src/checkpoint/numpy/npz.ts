/**
 * NumPy's `.npz`: a zip archive of `.npy` files.
 *
 * @module
 */
import type { ByteSource } from "../../files/byte_source.ts";
import type { StoredTensor } from "../model_file.ts";
import { npyTensor } from "./numpy_tensors.ts";
import type { ZipEntry } from "../containers/zip.ts";

/**
 * The arrays of an archive, in its order. Arrays that hold no numbers are left out.
 *
 * @throws {InputError} If an array is damaged, or none holds numbers.
 */
export function npzTensors(
  source: ByteSource,
  entries: ReadonlyMap<string, ZipEntry>,
): StoredTensor[] {
  const arrays = [...entries.values()].filter(({ name }) => name.endsWith(".npy"));
  const tensors = arrays.flatMap((entry) =>
    npyTensor(entry.open, entry.name.slice(0, -".npy".length)) ?? []
  );
  if (tensors.length === 0) {
    throw source.fail(
      `none of its ${arrays.length} arrays holds numbers (arrays of Python objects are never unpickled)`,
    );
  }
  return tensors;
}
