/**
 * Where TensorFlow is installed.
 *
 * @module
 */

import { join } from "node:path";
import type { BackendOptions } from "../backend.ts";
import { LIBRARIES, VERSION } from "./version.ts";

/** Where a TensorFlow was looked for, and whether its library is there. */
export interface Installation {
  /** The folder with the library, or the first one where it was expected. */
  readonly directory: string;
  readonly found: boolean;
}

/** The folder in the cache that `setup` fills: laid out like Python's site-packages. */
export function installationFolder(cacheDirectory: string): string {
  return join(cacheDirectory, `tensorflow-${VERSION}`);
}

/** Looks for TensorFlow in the folder that was named, else in the cache; undefined if neither is known. */
export async function locate(options: BackendOptions): Promise<Installation | undefined> {
  const { tensorflowDirectory, cacheDirectory } = options;
  const root = tensorflowDirectory ??
    (cacheDirectory === undefined ? undefined : installationFolder(cacheDirectory));
  if (root === undefined) return undefined;
  const candidates = [join(root, "tensorflow"), root];
  for (const directory of candidates) {
    const file = await Deno.stat(join(directory, LIBRARIES[0])).catch(() => undefined);
    if (file?.isFile) return { directory, found: true };
  }
  return { directory: tensorflowDirectory ?? join(root, "tensorflow"), found: false };
}
