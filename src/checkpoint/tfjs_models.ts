/**
 * Models that can run, saved as folders that every tfjs program can load: a `model.json` and a file of weights, with the
 * metadata and arrays of a training state.
 *
 * This module loads tfjs, `mod.ts` does not. To read the weights of a model of any format without tfjs, use
 * `openModelFile` of `mod.ts`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { isObject } from "../encoding/json.ts";
import { InputError, messageOf } from "../errors.ts";
import { cannotRead, reasonOf } from "../files/file_error.ts";
import { writeAtomically } from "../files/write_atomically.ts";

/** What is saved with a model. */
export interface ModelExtras {
  /** Plain data, saved as `userDefinedMetadata.repr` in `model.json`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Arrays that are not weights of the model, such as an optimizer's slots, by name. They have a file of their own. */
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/** A model that was read, with what was saved with it. */
export interface ReadModel extends ModelExtras {
  /** The model. The caller disposes of it. */
  readonly model: tf.LayersModel;
}

/** Where an array is in its file, in float32 numbers. */
interface ArrayEntry {
  readonly name: string;
  readonly start: number;
  readonly length: number;
}

/**
 * Writes a model's folder completely or not at all. The new weights are written first, under a new name, then `model.json` is
 * replaced by a rename, then the old weights are removed: at every moment `model.json` names files that are complete.
 *
 * @param folder Created if it does not exist.
 * @param tag Part of the names of this state's files, such as the number of the step. Differs between states.
 * @param model The model. The caller disposes of it.
 * @param extras What to save with it.
 * @throws {InputError} If the folder cannot be written.
 * @throws {Error} If the disk is full.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const folder = await Deno.makeTempDir();
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
 * const slots = { "momentum/kernel": Float32Array.of(1, 2) };
 * await writeModel(folder, "step-10", model, { metadata: { epoch: 1 }, arrays: slots });
 *
 * const { metadata, arrays } = await readModel(folder);
 * assert.equal(metadata["epoch"], 1);
 * assert.deepEqual(arrays, slots);
 * ```
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
  await writeAtomically(
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
    await writeAtomically(join(folder, extra), new Uint8Array(packed.buffer));
  }
  const { modelTopology, weightSpecs } = artifacts;
  await writeAtomically(
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
 * Reads a layers model, with what {@linkcode writeModel} saved with it.
 *
 * @param path The model's folder or its `model.json`.
 * @returns The model and its extras. Metadata and arrays are empty for a model that another program saved.
 * @throws {InputError} If there is no layers model, or its files are damaged or do not fit together.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const folder = await Deno.makeTempDir();
 * const saved = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
 * await writeModel(folder, "1", saved, { metadata: {}, arrays: {} });
 *
 * const { model } = await readModel(folder);
 * assert.deepEqual(model.inputs[0]?.shape, [null, 3]);
 * model.dispose();
 * ```
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
    throw cannotRead(`model ${path}`, error, "a folder with a model.json");
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
      : fail(reasonOf(error), error);
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
