/**
 * What a path leads to.
 *
 * @module
 */

/** A regular file, a folder, or something else, such as a device or a pipe. */
export type PathKind = "file" | "folder" | "special";

/**
 * What is at a path. Symbolic links are followed.
 *
 * @returns The kind, or null if nothing is there.
 * @throws {Error} If the system does not say, for instance without permission.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(await pathKind(import.meta.dirname ?? "."), "folder");
 * assert.equal(await pathKind("/nowhere"), null);
 * ```
 */
export async function pathKind(path: string): Promise<PathKind | null> {
  try {
    const { isFile, isDirectory } = await Deno.stat(path);
    return isDirectory ? "folder" : isFile ? "file" : "special";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
