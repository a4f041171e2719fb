/**
 * Opens the model in a zip archive, which PyTorch, Keras and NumPy write.
 *
 * @module
 */
import type { ByteSource } from "../files/byte_source.ts";
import { listed } from "../listed.ts";
import { zipEntries } from "./containers/zip.ts";
import { TORCH_EXPORT } from "./conversions.ts";
import type { ModelContents, OpenModelFileOptions } from "./model_file.ts";
import { namedContents } from "./named_contents.ts";

/**
 * Opens the model in a zip archive.
 *
 * @throws {InputError} If there is none, or it cannot be read.
 */
export async function openZip(
  source: ByteSource,
  options: OpenModelFileOptions,
): Promise<ModelContents> {
  const entries = zipEntries(source);
  const names = [...entries.keys()];
  const pickle = entries.get(
    names.find((name) => /^[^/]*\/data\.pkl$|^data\.pkl$/.test(name)) ?? "",
  );
  if (pickle !== undefined) {
    const { pytorchZipTensors } = await import("./pytorch/zip_tensors.ts");
    const { key, ...rest } = options;
    const { tensors, remarks } = pytorchZipTensors(source, entries, pickle, key);
    const contents = namedContents(source, "pytorch", tensors, rest);
    return { ...contents, remarks: [...remarks, ...contents.remarks ?? []] };
  }
  const [config, weights] = [entries.get("config.json"), entries.get("model.weights.h5")];
  if (config !== undefined && weights !== undefined) {
    const { openKerasArchive } = await import("./keras/open_keras.ts");
    return openKerasArchive(config.open(), weights.open());
  }
  if (names.some((name) => name.endsWith(".npy"))) {
    const { npzTensors } = await import("./numpy/numpy_tensors.ts");
    return namedContents(source, "npz", npzTensors(source, entries), options);
  }
  if (
    names.some((name) => /(^|\/)(archive_format|serialized_exported_program\.json)$/.test(name))
  ) {
    throw source.fail(TORCH_EXPORT);
  }
  throw source.fail(
    `it is a zip archive of ${
      listed(names, 5) || "nothing"
    }, expected PyTorch, Keras or npz (unpack it first?)`,
  );
}
