/**
 * Files and folders that are written completely or not at all.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { InputError } from "../errors.ts";
import { cannotWrite } from "./file_error.ts";
import { pathKind } from "./path_kind.ts";

/**
 * Writes a file completely or not at all: into a temporary file in the same folder, to the disk, then renamed. Missing
 * parent folders are created. Something that is not a regular file, such as `/dev/null`, is written directly.
 *
 * @param path The file. A symbolic link stays one: the file that it leads to is replaced.
 * @param content Text is written as UTF-8.
 * @throws {InputError} If the path cannot be written: it is a folder, there is no permission, the disk is read-only.
 * @throws {Error} If the disk is full or fails. What was at the path before is still there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const folder = await Deno.makeTempDir();
 * await writeAtomically(`${folder}/a/report.json`, "{}");
 * assert.equal(await Deno.readTextFile(`${folder}/a/report.json`), "{}");
 * ```
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    if (await isSpecial(path)) return await Deno.writeFile(path, bytes);
    await Deno.mkdir(dirname(path), { recursive: true });
    const target = await Deno.realPath(path).catch(() => path);
    await renameWhenComplete(temporaryName(target), target, async (temporary) => {
      using file = await Deno.open(temporary, { write: true, create: true, truncate: true });
      await writeAll(file, bytes);
      await file.sync();
    });
    await syncFolder(dirname(target));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * Checks before long work that {@linkcode writeAtomically} will be able to write a file. Missing parent folders are created.
 *
 * @param path The file.
 * @throws {InputError} As {@linkcode writeAtomically}.
 */
export async function ensureWritable(path: string): Promise<void> {
  try {
    if (await isSpecial(path)) return;
    await Deno.mkdir(dirname(path), { recursive: true });
    const temporary = temporaryName(path);
    await Deno.writeFile(temporary, new Uint8Array());
    await Deno.remove(temporary);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * Makes a file or folder under a temporary name and renames it at the end. If making it fails, nothing is left.
 *
 * @param temporary A path on the same disk. What is there, such as the leftovers of a killed process, is removed first.
 * @param target The final path.
 * @param make Makes the file or folder at the temporary path.
 */
export async function renameWhenComplete(
  temporary: string,
  target: string,
  make: (temporary: string) => Promise<void>,
): Promise<void> {
  await removeIfThere(temporary);
  try {
    await make(temporary);
    await Deno.rename(temporary, target);
  } catch (error) {
    await removeIfThere(temporary).catch(() => {}); // the first error is the one to report
    throw error;
  }
}

/**
 * Removes the temporary files that killed processes left in a folder. Only for a folder in which no other process writes.
 *
 * @throws {InputError} If they cannot be removed.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (/^\..+\.\d+\.tmp$/.test(name)) await Deno.remove(join(folder, name));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw cannotWrite(folder, error);
  }
}

/** Writes the names in a folder to the disk (fsync), where the system can. */
export async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path);
    await folder.sync();
  } catch {
    // Windows cannot open folders; the file's own bytes are on the disk already.
  }
}

/** Writes all bytes at a file's current position: a single `write` may take fewer. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** Throws for a folder; true for a device or pipe, which a rename would replace. */
async function isSpecial(path: string): Promise<boolean> {
  const kind = await pathKind(path);
  if (kind === "folder") {
    throw new InputError(`Cannot write ${path}: it is a folder (expected the path of a file)`);
  }
  return kind === "special";
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${Deno.pid}.tmp`);
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
