/**
 * Finds the model in a folder.
 *
 * @module
 */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { cannotRead } from "../files/file_error.ts";
import { pathKind } from "../files/path_kind.ts";
import { tensorflowFolder } from "./conversions.ts";

const MODEL_FILE = /\.(safetensors|pt|pth|th|pkl|ckpt|bin|keras|h5|hdf5|onnx|npz)$/i;
const DEEPEST = 3;
const MOST_ENTRIES = 10_000;

/**
 * The model file that a path stands for. A file stands for itself. A folder stands for the `model.json` in it, the index of
 * its shards, the best or last checkpoint of a run, or its only model file; if it has none of these, for the only model in
 * its subfolders.
 *
 * @param path A file or a folder.
 * @throws {InputError} If there is no model, or there are several.
 */
export async function locateModel(path: string): Promise<string> {
  try {
    if (!(await Deno.stat(path)).isDirectory) return path;
  } catch (error) {
    throw cannotRead(path, error, "a model");
  }
  const found = await modelsIn(path, { left: MOST_ENTRIES }, 0);
  const [one, ...more] = found;
  if (one === undefined) {
    throw new InputError(
      `Cannot read ${path}: found no model in this folder (expected model.json, .safetensors, .pt, .pth, .th, .bin, .keras, .h5, .onnx or .npz)`,
    );
  }
  if (more.length > 0) {
    const list = found.slice(0, 8).map((file) => file.slice(path.length).replace(/^\/+/, ""));
    const rest = found.length > list.length ? `, … (${found.length} in all)` : "";
    throw new InputError(
      `Cannot read ${path}: found several models, name one of them: ${list.join(", ")}${rest}`,
    );
  }
  return one;
}

async function modelsIn(
  folder: string,
  budget: { left: number },
  depth: number,
): Promise<string[]> {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (--budget.left < 0) {
        throw new InputError(`Cannot read ${folder}: too many files, name the model's own file`);
      }
      if (!name.startsWith(".")) (isDirectory ? folders : files).push(name);
    }
  } catch (error) {
    throw error instanceof InputError ? error : cannotRead(folder, error);
  }
  const own = ownModels(files.sort());
  const tensorflow = own.length === 0 ? tensorflowFolder(files) : undefined;
  if (tensorflow !== undefined) throw new InputError(`Cannot read ${folder}: ${tensorflow}`);
  if (own.length > 0) return own.map((name) => join(folder, name));
  if (files.includes("config.json") && folders.includes("checkpoints")) {
    const checkpoint = await checkpointOfRun(join(folder, "checkpoints"));
    if (checkpoint !== undefined) return [checkpoint];
  }
  if (depth === DEEPEST) return [];
  const inner: string[] = [];
  for (const name of folders.sort()) {
    inner.push(...await modelsIn(join(folder, name), budget, depth + 1));
  }
  return inner;
}

/** The models among the files of one folder. Shards and weights that belong to an index are not models of their own. */
function ownModels(files: readonly string[]): string[] {
  const indices = files.filter((name) => /\.(safetensors|bin)\.index\.json$/.test(name));
  const manifests = files.filter((name) => name === "model.json");
  const shard = /-\d{3,}-of-\d{3,}\.(safetensors|bin)$/;
  const models = files.filter((name) =>
    MODEL_FILE.test(name) && !(indices.length > 0 && shard.test(name)) &&
    !(manifests.length > 0 && name.endsWith(".bin"))
  );
  return [...manifests, ...indices, ...models];
}

/** The best checkpoint of a run, or its last one if there is no best one. */
async function checkpointOfRun(folder: string): Promise<string | undefined> {
  for (const name of ["best", "last"]) {
    const file = join(folder, name, "model.json");
    try {
      if (await pathKind(file) === "file") return file;
    } catch (error) {
      throw cannotRead(file, error);
    }
  }
  return undefined;
}
