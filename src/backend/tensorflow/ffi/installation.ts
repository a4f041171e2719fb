/**
 * Where TensorFlow is installed.
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { BackendOptions } from "../../backend.ts";
import { LIBRARIES, VERSION } from "../version.ts";

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

/** The version that the wheel around a library's folder says it has; undefined where there is no wheel. */
export async function wheelVersion(directory: string): Promise<string | undefined> {
  try {
    for await (const { name } of Deno.readDir(dirname(directory))) {
      const [, version] = /^tensorflow(?:_cpu)?-([^-]+)\.dist-info$/.exec(name) ?? [];
      if (version !== undefined) return version;
    }
  } catch {
    // not ours to read: the library itself will say
  }
  return undefined;
}
