/**
 * Opens a model file of any known format. Readers are loaded when their format is met.
 *
 * @module
 */
import { type ByteSource, FileSource } from "../files/byte_source.ts";
import type { Checkpoint, CheckpointFormat, StoredTensor } from "./model_file.ts";
import { inferUses } from "./roles/infer_uses.ts";
import { locateModel } from "./locate_model.ts";
import { sniff } from "./detect_format.ts";

/** What a reader gives: a checkpoint without its file. */
type Contents = Omit<Checkpoint, "path">;

/**
 * Opens a model file, or the one model of a folder.
 *
 * @param path A file or a folder.
 * @throws {InputError} If there is no model, several, or one that cannot be read; nothing is read yet but its directory of
 * tensors.
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const source = new FileSource(await locateModel(path));
  try {
    const contents = await read(source);
    return {
      ...contents,
      path: source.path,
      [Symbol.dispose]: () => {
        contents[Symbol.dispose]();
        source[Symbol.dispose]();
      },
    };
  } catch (error) {
    source[Symbol.dispose]();
    throw error;
  }
}

async function read(source: ByteSource): Promise<Contents> {
  switch (sniff(source)) {
    case "safetensors": {
      const { safetensorsTensors } = await import("./safetensors/safetensors_tensors.ts");
      return named("safetensors", safetensorsTensors(source));
    }
    case "pytorch-legacy": {
      const { pytorchLegacyTensors } = await import("./pytorch/legacy_tensors.ts");
      return named("pytorch-legacy", pytorchLegacyTensors(source));
    }
    case "json": {
      const { openJson } = await import("./open_json.ts");
      return await openJson(source, read);
    }
    case "onnx": {
      const { openOnnx } = await import("./onnx/open_onnx.ts");
      return openOnnx(source);
    }
    case "zip": {
      const { openZip } = await import("./open_zip.ts");
      return await openZip(source);
    }
    case "hdf5": {
      const { openKerasH5 } = await import("./keras/open_keras.ts");
      return openKerasH5(source);
    }
    case "npy": {
      const { npyTensor } = await import("./numpy/numpy_tensors.ts");
      const tensor = npyTensor(() => source, "array");
      if (tensor === undefined) throw source.fail("its array holds no numbers");
      return named("npy", [tensor]);
    }
  }
}

/** The contents of a format that holds names and shapes only. */
function named(format: CheckpointFormat, tensors: StoredTensor[]): Contents {
  return {
    format,
    tensors,
    uses: inferUses(tensors, format !== "safetensors"),
    [Symbol.dispose]: () => {},
  };
}
