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
import { isObject, listOf, parseJsonObject, shown } from "../encoding/json.ts";
import { sha256 } from "../encoding/sha256.ts";
import { InputError, messageOf } from "../errors.ts";
import { type ByteSource, FileSource } from "../files/byte_source.ts";
import { cannotRead } from "../files/file_error.ts";
import { siblingPath } from "../files/sibling_file.ts";
import { writeAtomically } from "../files/write_atomically.ts";
import { openManifest } from "./tfjs/open_manifest.ts";

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

/** Topologies of thousands of layers take some ten megabytes. */
const LARGEST_JSON = 256 * 1024 * 1024;

/** SHA-256 of the parts of a folder, by which a damaged one is recognized. */
interface Digests {
  /** Of the file of weights. */
  readonly weights: string;
  /** Of the file of arrays; null without one. */
  readonly arrays: string | null;
  /** Of the content of `model.json` without this digest. */
  readonly model: string;
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
  const weightBytes = new Uint8Array(
    tf.io.concatenateArrayBuffers([artifacts.weightData ?? []].flat()),
  );
  await writeAtomically(join(folder, weights), weightBytes);
  const entries: ArrayEntry[] = [];
  let floats = 0;
  for (const [name, { length }] of Object.entries(arrays)) {
    entries.push({ name, start: floats, length });
    floats += length;
  }
  const packed = new Float32Array(floats);
  for (const { name, start } of entries) packed.set(arrays[name] ?? [], start);
  const arrayBytes = new Uint8Array(packed.buffer);
  if (floats > 0) await writeAtomically(join(folder, extra), arrayBytes);
  const { modelTopology, weightSpecs } = artifacts;
  await writeAtomically(
    join(folder, "model.json"),
    withDigest({
      format: "layers-model",
      generatedBy: "repr",
      convertedBy: null,
      modelTopology,
      weightsManifest: [{ paths: [weights], weights: weightSpecs }],
      userDefinedMetadata: {
        repr: { ...metadata, arrays: floats > 0 ? { path: extra, entries } : null },
      },
    }, { weights: sha256(weightBytes), arrays: floats > 0 ? sha256(arrayBytes) : null }),
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
  const file = await locate(path);
  const fail = (what: string, cause?: unknown) =>
    new InputError(`Cannot read model ${file}: ${what}`, { cause });
  using opened = new DisposableStack();
  const source = opened.use(found(file, () => new FileSource(file), fail));
  if (source.size > LARGEST_JSON) throw fail("it is too large for a model.json");
  const json = parseJsonObject(source, source.read(0, source.size), "it");
  const manifest = json["weightsManifest"];
  if (!isObject(json["modelTopology"]) || !Array.isArray(manifest)) {
    throw fail(
      "it has no modelTopology or weightsManifest, expected a TF.js layers model (saved by model.save or repr train)",
    );
  }
  const user = json["userDefinedMetadata"];
  const { digests, ...metadata } = isObject(user) && isObject(user["repr"]) ? user["repr"] : {};
  const weightSpecs: tf.io.WeightsManifestEntry[] = [];
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (const { data, bytes } of found(file, () => openManifest(source, manifest, opened), fail)) {
    parts.push(data.read(0, bytes));
  }
  for (const { weights } of manifest) for (const entry of weights) weightSpecs.push(entry);
  const weightData = tf.io.concatenateArrayBuffers(parts.map(({ buffer }) => buffer));
  const arrays = readArrays(source, metadata["arrays"], opened, fail);
  checkDigests(json, digests, new Uint8Array(weightData), arrays.bytes, fail);
  const { modelTopology } = json;
  let model: tf.LayersModel;
  try {
    model = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs, weightData }),
    );
  } catch (error) {
    throw fail(`${messageOf(error)} (is the file of weights complete?)`, error);
  }
  return { model, metadata, arrays: arrays.byName };
}

type Fail = (what: string, cause?: unknown) => InputError;

/** The `model.json` of a path. */
async function locate(path: string): Promise<string> {
  try {
    const { isDirectory } = await Deno.stat(path);
    return isDirectory ? join(path, "model.json") : path;
  } catch (error) {
    throw cannotRead(`model ${path}`, error, "a folder with a model.json");
  }
}

/** What `open` opens; where a file is missing, the error is the model's. */
function found<T>(file: string, open: () => T, fail: Fail): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof InputError) || !(error.cause instanceof Deno.errors.NotFound)) {
      throw error;
    }
    throw fail(`${/^Cannot read (.*): /.exec(error.message)?.[1] ?? file} is missing`, error);
  }
}

/** The arrays of the file that the metadata name. */
function readArrays(
  source: ByteSource,
  index: unknown,
  opened: DisposableStack,
  fail: Fail,
): { byName: Record<string, Float32Array>; bytes: Uint8Array } {
  if (!isObject(index) || !Array.isArray(index["entries"])) {
    return { byName: {}, bytes: new Uint8Array() };
  }
  const { path, entries } = index;
  const file = opened.use(
    found(
      source.path,
      () => new FileSource(siblingPath(source, path, "its arrays are in")),
      fail,
    ),
  );
  const spans = listOf(entries).map((entry) => {
    const { name, start, length } = isObject(entry) ? entry : {};
    if (typeof name !== "string" || !isCount(start) || !isCount(length)) {
      throw fail("its list of arrays is damaged");
    }
    if (4 * (start + length) > file.size) {
      throw fail(
        `${shown(path)} has ${Math.floor(file.size / 4)} numbers, fewer than ${name} needs`,
      );
    }
    return { name, start, length };
  });
  const size = 4 * spans.reduce((end, { start, length }) => Math.max(end, start + length), 0);
  const bytes = file.read(0, size);
  const floats = new Float32Array(bytes.buffer);
  const byName = Object.fromEntries(
    spans.map(({ name, start, length }) => [name, floats.slice(start, start + length)]),
  );
  return { byName, bytes };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** The content of a `model.json` with the digests of its files and of itself. */
function withDigest(content: Content, digests: Omit<Digests, "model">): string {
  const { userDefinedMetadata: { repr }, ...rest } = content;
  const text = (digests: Partial<Digests>) =>
    JSON.stringify({ ...rest, userDefinedMetadata: { repr: { ...repr, digests } } });
  return text({ ...digests, model: sha256(text(digests)) });
}

interface Content {
  readonly userDefinedMetadata: { readonly repr: Readonly<Record<string, unknown>> };
  readonly [key: string]: unknown;
}

/** Compares a folder with the digests that it was written with. Older versions, and other programs, wrote none. */
function checkDigests(
  json: Readonly<Record<string, unknown>>,
  digests: unknown,
  weights: Uint8Array,
  arrays: Uint8Array,
  fail: Fail,
): void {
  if (!isObject(digests)) return;
  const { model, ...others } = digests;
  const text = JSON.stringify(
    json,
    (_key, value) => value === digests ? others : value,
  );
  const differing = model !== sha256(text)
    ? "its own content differs"
    : others["weights"] !== sha256(weights)
    ? "its file of weights differs"
    : others["arrays"] !== null && others["arrays"] !== sha256(arrays)
    ? "its file of arrays differs"
    : undefined;
  if (differing === undefined) return;
  throw fail(
    `${differing} from what was saved, by its SHA-256: it was damaged or changed (take a copy of the checkpoint, or the other one of the run)`,
  );
}
