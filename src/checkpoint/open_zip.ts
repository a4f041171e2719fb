/**
 * Tells what a zip archive holds: PyTorch, Keras or NumPy.
 *
 * @module
 */
import type { ByteSource } from "../files/byte_source.ts";
import type { Checkpoint } from "./model_file.ts";
import { inferUses } from "./roles/infer_uses.ts";
import { zipEntries } from "./containers/zip.ts";

/**
 * Opens a zip archive with a model in it.
 *
 * @throws {InputError} If it holds none, or one that cannot be read.
 */
export async function openZip(source: ByteSource): Promise<Omit<Checkpoint, "path">> {
  const entries = zipEntries(source);
  const names = [...entries.keys()];
  const nothing = { [Symbol.dispose]: () => {} };
  const pickle = entries.get(
    names.find((name) => /^[^/]*\/data\.pkl$|^data\.pkl$/.test(name)) ?? "",
  );
  if (pickle !== undefined) {
    const { pytorchZipTensors } = await import("./pytorch/zip_tensors.ts");
    const tensors = pytorchZipTensors(source, entries, pickle);
    return { format: "pytorch", tensors, uses: inferUses(tensors, true), ...nothing };
  }
  const [config, weights] = [entries.get("config.json"), entries.get("model.weights.h5")];
  if (config !== undefined && weights !== undefined) {
    const { openKerasArchive } = await import("./keras/keras_archive.ts");
    return { ...openKerasArchive(config.open(), weights.open()), ...nothing };
  }
  if (names.some((name) => name.endsWith(".npy"))) {
    const { npzTensors } = await import("./numpy/npz.ts");
    const tensors = npzTensors(source, entries);
    return { format: "npz", tensors, uses: inferUses(tensors, true), ...nothing };
  }
  const shown = names.slice(0, 5).join(", ");
  throw source.fail(
    `it is a zip archive of ${shown === "" ? "nothing" : shown}${
      names.length > 5 ? ", …" : ""
    }, expected PyTorch, Keras or npz (unpack it first?)`,
  );
}
