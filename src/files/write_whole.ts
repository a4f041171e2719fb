/**
 * Files that are there whole or not at all, and errors that say why they could not be written.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { InputError, messageOf } from "../errors.ts";

/**
 * Writes a file whole or not at all, whatever happens meanwhile: into a neighbor, to the disk, then renamed. Parent
 * folders are made. Something that is no regular file, such as `/dev/null`, is written directly.
 *
 * @throws {InputError} If the path cannot be written: a folder is in its place, no permission, a read-only disk.
 * @throws {Error} If the disk is full or fails. What was at the path before is still there.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    if (await isSpecial(path)) return await Deno.writeFile(path, bytes);
    await Deno.mkdir(dirname(path), { recursive: true });
    const target = await Deno.realPath(path).catch(() => path); // a symbolic link stays one
    const neighbor = neighborOf(target);
    try {
      await writeSynced(neighbor, bytes);
      await Deno.rename(neighbor, target);
    } catch (error) {
      await Deno.remove(neighbor).catch(() => {});
      throw error;
    }
    await syncFolder(dirname(target));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * Finds out before long work whether {@linkcode writeWhole} will be able to write `path`. Parent folders are made.
 *
 * @throws {InputError} As {@linkcode writeWhole}.
 */
export async function ensureWritable(path: string): Promise<void> {
  try {
    if (await isSpecial(path)) return;
    await Deno.mkdir(dirname(path), { recursive: true });
    const neighbor = neighborOf(path);
    await Deno.writeFile(neighbor, new Uint8Array());
    await Deno.remove(neighbor);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Removes what writers that were killed left in a folder. Only for folders that nobody else writes to. */
export async function removeLeftovers(folder: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (/^\..+\.\d+\.tmp$/.test(name)) await Deno.remove(join(folder, name));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw cannotWrite(folder, error);
  }
}

/** Makes the names in a folder last (fsync), where the system can. */
export async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path);
    await folder.sync();
  } catch {
    // Windows opens no folders; the file's own bytes are on the disk already.
  }
}

const HINTS: Readonly<Record<string, string>> = {
  EACCES: "no permission (choose another place, or change its permissions)",
  EPERM: "not permitted (choose another place, or change its permissions)",
  EROFS: "the disk is read-only (choose another place)",
  EISDIR: "it is a folder, expected a file's path",
  ENOTDIR: "a part of the path is a file, expected a folder",
  EEXIST: "a file is in the folder's place (choose another name)",
  ENOENT: "its folder cannot be made",
  ENAMETOOLONG: "the name is too long",
};

/** The one-line error for a failed write: {@linkcode InputError} where the user chose a wrong place. */
export function cannotWrite(path: string, error: unknown): Error {
  if (error instanceof InputError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const hint = HINTS[code];
  if (hint !== undefined) return new InputError(`Cannot write ${path}: ${hint}`, { cause: error });
  const what = code === "ENOSPC" || code === "EDQUOT"
    ? "the disk is full (free some space, then try again; a run goes on with --resume)"
    : messageOf(error);
  return new Error(`Cannot write ${path}: ${what}`, { cause: error });
}

/** Throws for a folder; true for a device or pipe, which a rename would replace. */
async function isSpecial(path: string): Promise<boolean> {
  try {
    const { isFile, isDirectory } = await Deno.stat(path);
    if (isDirectory) throw new InputError(`Cannot write ${path}: ${HINTS["EISDIR"]}`);
    return !isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function neighborOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${Deno.pid}.tmp`);
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  let written = 0;
  while (written < bytes.length) written += await file.write(bytes.subarray(written));
  await file.sync();
}
