/**
 * Opens model files of every known format. The reader of a format is loaded when a file of that format is opened.
 *
 * @module
 */
import { grouped } from "../encoding/grouped.ts";
import { InputError } from "../errors.ts";
import { type ByteSource, FileSource } from "../files/byte_source.ts";
import { NUMPY_OBJECTS } from "./conversions.ts";
import { detectFormat } from "./detect_format.ts";
import { ITEM_BYTES } from "./dtype.ts";
import { locateModel } from "./locate_model.ts";
import type { ModelContents, ModelFile, ModelFormat, OpenModelFileOptions } from "./model_file.ts";
import { namedContents } from "./named_contents.ts";
import { type KernelLayer, kernelLayers } from "./roles/kernel_layers.ts";
import { sizeOf } from "./stored_tensor.ts";

/**
 * Opens a model file, or the model in a folder, and reads its list of tensors. The numbers of a tensor are read on demand.
 *
 * Formats: safetensors, PyTorch (zip and the older format), Keras (`.keras`, `.h5`, `.weights.h5`), ONNX, TensorFlow.js,
 * NumPy (`.npz`, `.npy`). A pickle's data are read; nothing that it refers to is ever run.
 *
 * @param path A file, or a folder that holds one model, such as a run directory.
 * @param options Which network of the file, and what is known about its layers.
 * @returns The open file, to be disposed of (`using`).
 * @throws {InputError} If there is no model, there are several, or the model cannot be read. The message says what was found
 * instead and what to do.
 *
 * @example A safetensors file of one 1x2 convolution
 * ```ts
 * import assert from "node:assert/strict";
 * import { kernelRows } from "./mod.ts";
 *
 * const header = new TextEncoder().encode(
 *   '{"conv.weight":{"dtype":"F32","shape":[2,1,1,2],"data_offsets":[0,16]}}',
 * );
 * const parts = [BigUint64Array.of(BigInt(header.length)), header, Float32Array.of(1, 0, 0, 2)];
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * await Deno.writeFile(path, new Uint8Array(await new Blob(parts).arrayBuffer()));
 *
 * using file = await openModelFile(path);
 * assert.equal(file.format, "safetensors");
 * for (const layer of file.layers) {
 *   assert.deepEqual([layer.name, layer.kind, layer.filters], ["conv", "conv2d", 2]);
 *   assert.deepEqual([...kernelRows(layer).data], [1, 0, 0, 2]);
 * }
 * ```
 */
export async function openModelFile(
  path: string,
  options: OpenModelFileOptions = {},
): Promise<ModelFile> {
  const source = new FileSource(await locateModel(path));
  try {
    const contents = await readContents(source, options);
    try {
      checkOptions(source, contents, options);
      checkRepeats(source, contents);
      return new OpenModelFile(source, contents, options);
    } catch (error) {
      contents.close?.();
      throw error;
    }
  } catch (error) {
    source[Symbol.dispose]();
    throw error;
  }
}

/** Formats that store nothing but names and shapes: the options are for these. */
const NAMED: ReadonlySet<ModelFormat> = new Set([
  "safetensors",
  "pytorch",
  "pytorch-legacy",
  "npz",
  "npy",
]);

/** @throws {InputError} If an option is given that the file's format has no use for. */
function checkOptions(
  { path }: ByteSource,
  { format }: ModelContents,
  { key, transposed }: OpenModelFileOptions,
): void {
  const option = key !== undefined ? "key" : transposed !== undefined ? "transposed" : undefined;
  if (option === undefined || NAMED.has(format)) return;
  throw new InputError(
    `Cannot read ${path} with \`${option}\`: the option is for PyTorch, safetensors and .npz, and this is ${format}, which says what its layers are (leave it out)`,
    { option },
  );
}

/** Tensors may hold so many bytes together, or this multiple of their files. Shared and compressed weights need a little. */
const TENSOR_BYTES = 256 * 1024 * 1024;
const TENSOR_RATIO = 64;

/** A small file could show the same numbers under many names, and take hours to read. */
function checkRepeats(source: ByteSource, { tensors, furtherBytes = 0 }: ModelContents): void {
  const stored = source.size + furtherBytes;
  const bytes = tensors.reduce(
    (sum, { shape, dtype }) => sum + sizeOf(shape) * ITEM_BYTES[dtype],
    0,
  );
  if (bytes > Math.max(TENSOR_BYTES, TENSOR_RATIO * stored)) {
    throw source.fail(
      `its tensors have ${grouped(bytes)} bytes together but are stored in ${
        grouped(stored)
      } (the same numbers under many names?)`,
    );
  }
}

class OpenModelFile implements ModelFile {
  readonly path: string;
  readonly options: OpenModelFileOptions;
  readonly format: ModelFormat;
  readonly tensors: ModelFile["tensors"];
  readonly uses: ModelFile["uses"];
  readonly remarks: ModelFile["remarks"];
  readonly #source: FileSource;
  readonly #contents: ModelContents;
  #layers: readonly KernelLayer[] | undefined;

  constructor(source: FileSource, contents: ModelContents, options: OpenModelFileOptions) {
    this.options = options;
    this.path = source.path;
    this.format = contents.format;
    this.tensors = contents.tensors;
    this.uses = contents.uses;
    this.remarks = contents.remarks ?? [];
    this.#source = source;
    this.#contents = contents;
  }

  get layers(): readonly KernelLayer[] {
    return this.#layers ??= kernelLayers(this.tensors, this.uses);
  }

  [Symbol.dispose](): void {
    this.#contents.close?.();
    this.#source[Symbol.dispose]();
  }
}

async function readContents(
  source: ByteSource,
  options: OpenModelFileOptions,
): Promise<ModelContents> {
  switch (detectFormat(source)) {
    case "safetensors": {
      const { safetensorsTensors } = await import("./safetensors/safetensors_tensors.ts");
      return namedContents(source, "safetensors", safetensorsTensors(source), options);
    }
    case "pytorch-legacy": {
      const { pytorchLegacyTensors } = await import("./pytorch/legacy_tensors.ts");
      const { key, ...rest } = options;
      const { tensors, remarks } = pytorchLegacyTensors(source, key);
      const contents = namedContents(source, "pytorch-legacy", tensors, rest);
      return { ...contents, remarks: [...remarks, ...contents.remarks ?? []] };
    }
    case "json": {
      const { openJson } = await import("./open_json.ts");
      return await openJson(source, readShard, options);
    }
    case "onnx": {
      const { openOnnx } = await import("./onnx/open_onnx.ts");
      return openOnnx(source);
    }
    case "zip": {
      const { openZip } = await import("./open_zip.ts");
      return await openZip(source, options);
    }
    case "hdf5": {
      const { openKerasHdf5 } = await import("./keras/open_keras.ts");
      return openKerasHdf5(source);
    }
    case "npy": {
      const { npyTensor } = await import("./numpy/numpy_tensors.ts");
      const tensor = npyTensor(() => source, "array");
      if (tensor === undefined) throw source.fail(`it holds no numbers: ${NUMPY_OBJECTS}`);
      return namedContents(source, "npy", [tensor], options);
    }
  }
}

/**
 * Names and shapes are read when all shards are together, so options are not for a single shard.
 *
 * @throws {InputError} If it is no model of its own but an index, which could name itself.
 */
async function readShard(shard: ByteSource): Promise<ModelContents> {
  if (detectFormat(shard) === "json") {
    throw shard.fail("it is JSON, expected a shard with tensors (does an index name an index?)");
  }
  return await readContents(shard, {});
}
