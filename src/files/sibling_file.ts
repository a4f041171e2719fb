/**
 * Files that another file names, such as the shards of a model. A file from the network could name any file of the machine.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import type { InputError } from "../errors.ts";
import type { ByteSource } from "./byte_source.ts";
import { cannotRead } from "./file_error.ts";

/**
 * The path of a file beside another one, which names it.
 *
 * @param source The file that names the other one.
 * @param name The name that it gives. Anything but the name of a file in its folder is refused.
 * @param what What the file does with the name, for errors, such as "its weights are in".
 * @returns A path in the folder of `source`. A symbolic link there leads to a file of the same folder, or to one beside the
 * file that `source` itself leads to, as in the cache of Hugging Face.
 * @throws {InputError} If the name is a path, or its link leads elsewhere.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MemorySource } from "./byte_source.ts";
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/weights.bin`, "");
 * const source = new MemorySource(`${folder}/model.json`, new Uint8Array());
 * assert.equal(siblingPath(source, "weights.bin", "it names"), `${folder}/weights.bin`);
 * assert.throws(() => siblingPath(source, "../weights.bin", "it names"), /expected a file in the same folder/);
 * ```
 */
export function siblingPath(
  source: Pick<ByteSource, "path" | "fail">,
  name: unknown,
  what: string,
): string {
  if (typeof name !== "string" || !isFileName(name)) {
    throw refused(source, what, name, "expected a file in the same folder");
  }
  const folder = dirname(source.path);
  const path = join(folder, name);
  if (!isLink(path)) return path;
  const target = dirname(realPathOf(path));
  if (target !== realPathOf(folder) && target !== dirname(realPathOf(source.path))) {
    throw refused(source, what, name, "a link that leads out of its folder (copy the file there)");
  }
  return path;
}

function refused(
  source: Pick<ByteSource, "fail">,
  what: string,
  name: unknown,
  why: string,
): InputError {
  const shown = typeof name === "string" ? JSON.stringify(name.slice(0, 200)) : "no name";
  return source.fail(`${what} ${shown}, ${why}`);
}

function isFileName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[\\/\0]/.test(name) &&
    basename(name) === name;
}

function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch (error) {
    throw cannotRead(path, error);
  }
}

function realPathOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    throw cannotRead(path, error);
  }
}
