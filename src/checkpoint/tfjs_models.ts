/**
 * Models as folders that any tfjs program loads: `model.json` and a weights file, with room for what a run needs to go on.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { InputError, messageOf } from "../errors.ts";
import { writeWhole } from "../files/write_whole.ts";
import { isObject } from "../encoding/json.ts";

/** What travels with a model. */
export interface ModelExtras {
  /** Plain data: `userDefinedMetadata.repr` of the `model.json`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Arrays that are no weights, such as an optimizer's slots, by name: a file of their own. */
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/** A model as it was read. */
export interface ReadModel extends ModelExtras {
  readonly model: tf.LayersModel;
}

/** Where an array lies in its file, in floats. */
interface ArrayEntry {
  readonly name: string;
  readonly start: number;
  readonly length: number;
}

/**
 * Writes a model folder whole or not at all: the new weights first, under a name of their own, then `model.json` by one
 * rename, then the old weights go. Whoever reads `model.json` at any moment finds the files that it names.
 *
 * @param tag Names the files of this state, such as the step's number.
 * @throws {InputError} If the folder cannot be written.
 * @throws {Error} If the disk is full.
 */
export async function writeModel(
  folder: string,
  tag: string,
  model: tf.LayersModel,
  { metadata, arrays }: ModelExtras,
): Promise<void> {
  const artifacts = await artifactsOf(model);
  const weights = `weights-${tag}.bin`;
  const extra = `arrays-${tag}.bin`;
  await writeWhole(
    join(folder, weights),
    new Uint8Array(tf.io.concatenateArrayBuffers(
      [artifacts.weightData ?? []].flat(),
    )),
  );
  const entries: ArrayEntry[] = [];
  let floats = 0;
  for (const [name, { length }] of Object.entries(arrays)) {
    entries.push({ name, start: floats, length });
    floats += length;
  }
  if (floats > 0) {
    const packed = new Float32Array(floats);
    for (const { name, start } of entries) packed.set(arrays[name] ?? [], start);
    await writeWhole(join(folder, extra), new Uint8Array(packed.buffer));
  }
  const { modelTopology, weightSpecs } = artifacts;
  await writeWhole(
    join(folder, "model.json"),
    JSON.stringify({
      format: "layers-model",
      generatedBy: "repr",
      convertedBy: null,
      modelTopology,
      weightsManifest: [{ paths: [weights], weights: weightSpecs }],
      userDefinedMetadata: {
        repr: { ...metadata, arrays: floats > 0 ? { path: extra, entries } : null },
      },
    }),
  );
  for await (const { name } of Deno.readDir(folder)) {
    if (/^(weights|arrays)-.*\.bin$/.test(name) && name !== weights && name !== extra) {
      await Deno.remove(join(folder, name));
    }
  }
}

async function artifactsOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  const saved = Promise.withResolvers<tf.io.ModelArtifacts>();
  await model.save(tf.io.withSaveHandler((artifacts) => {
    saved.resolve(artifacts);
    return Promise.resolve({
      modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" as const },
    });
  }));
  return await saved.promise;
}

/**
 * Reads a layers model from its folder or its `model.json`, with whatever {@linkcode writeModel} put beside it.
 *
 * @throws {InputError} If there is no layers model, or its files do not fit together.
 */
export async function readModel(path: string): Promise<ReadModel> {
  const { folder, file } = await locate(path);
  const fail = (what: string, cause?: unknown) =>
    new InputError(`Cannot read model ${file}: ${what}`, { cause });
  const json = parseObject(await readText(file, fail), fail);
  const manifest = json["weightsManifest"];
  if (!isObject(json["modelTopology"]) || !Array.isArray(manifest)) {
    throw fail(
      "it has no modelTopology or weightsManifest, expected a TF.js layers model (saved by model.save or repr train)",
    );
  }
  const weightSpecs: tf.io.WeightsManifestEntry[] = [];
  const parts: ArrayBuffer[] = [];
  for (const group of manifest) {
    if (!isObject(group) || !Array.isArray(group["paths"]) || !Array.isArray(group["weights"])) {
      throw fail("its weightsManifest is damaged");
    }
    weightSpecs.push(...group["weights"]);
    for (const name of group["paths"]) {
      parts.push((await readBytes(join(folder, String(name)), fail)).buffer);
    }
  }
  const weightData = tf.io.concatenateArrayBuffers(parts);
  const { modelTopology } = json;
  let model: tf.LayersModel;
  try {
    model = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs, weightData }),
    );
  } catch (error) {
    throw fail(`${messageOf(error)} (is the file of weights complete?)`, error);
  }
  const user = json["userDefinedMetadata"];
  const metadata = isObject(user) && isObject(user["repr"]) ? user["repr"] : {};
  return { model, metadata, arrays: await readArrays(folder, metadata["arrays"], fail) };
}

type Fail = (what: string, cause?: unknown) => InputError;

async function locate(path: string): Promise<{ folder: string; file: string }> {
  try {
    const { isDirectory } = await Deno.stat(path);
    return isDirectory
      ? { folder: path, file: join(path, "model.json") }
      : { folder: join(path, ".."), file: path };
  } catch (error) {
    throw new InputError(`Cannot read model ${path}: ${messageOf(error)}`, { cause: error });
  }
}

async function readArrays(
  folder: string,
  index: unknown,
  fail: Fail,
): Promise<Record<string, Float32Array>> {
  if (!isObject(index) || !Array.isArray(index["entries"])) return {};
  const bytes = await readBytes(join(folder, String(index["path"])), fail);
  const floats = new Float32Array(bytes.slice().buffer, 0, Math.floor(bytes.length / 4));
  const arrays: Record<string, Float32Array> = {};
  for (const entry of index["entries"]) {
    const { name, start, length } = isObject(entry) ? entry : {};
    if (typeof start !== "number" || typeof length !== "number" || start + length > floats.length) {
      throw fail(`${index["path"]} has ${floats.length} numbers, fewer than ${name} needs`);
    }
    arrays[String(name)] = floats.slice(start, start + length);
  }
  return arrays;
}

async function readText(path: string, fail: Fail): Promise<string> {
  return new TextDecoder().decode(await readBytes(path, fail));
}

async function readBytes(path: string, fail: Fail): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    throw error instanceof Deno.errors.NotFound
      ? fail(`${path} is missing`, error)
      : fail(messageOf(error), error);
  }
}

function parseObject(text: string, fail: Fail): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw fail("it is not JSON", error);
  }
  throw fail("it is not a JSON object");
}
