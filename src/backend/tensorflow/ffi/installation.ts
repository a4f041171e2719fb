/**
 * Installations of TensorFlow: version, location and integrity.
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { BackendOptions } from "../../backend.ts";
import { elfDamage } from "./elf.ts";

/** The version that is installed and loaded: its C API is stable, its eager API and its operations are not. */
export const VERSION = "2.21.0";

/** The files that are loaded: the first by this project, the second by the first. */
export const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;

/** Where TensorFlow was looked for, and whether its library is there. */
export interface Installation {
  /** The folder with the library, or the first folder where it was expected. */
  readonly directory: string;
  /** Whether the library is there. */
  readonly found: boolean;
}

/** The folder in the cache that `deno task setup` fills, with the layout of Python's site-packages. */
export function installationFolder(cacheDirectory: string): string {
  return join(cacheDirectory, `tensorflow-${VERSION}`);
}

/** Looks for TensorFlow in the folder that was named, or in the cache if none was; undefined if neither is known. */
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

/** The version in the metadata of the wheel around a library's folder; undefined where there is no wheel. */
export async function wheelVersion(directory: string): Promise<string | undefined> {
  try {
    for await (const { name } of Deno.readDir(dirname(directory))) {
      const [, version] = /^tensorflow(?:_cpu)?-([^-]+)\.dist-info$/.exec(name) ?? [];
      if (version !== undefined) return version;
    }
  } catch {
    // The folder cannot be read: the version is checked again once the library is loaded.
  }
  return undefined;
}

/** The first of TensorFlow's libraries in `directory` that is damaged, and how; undefined if none is. */
export async function damagedLibrary(
  directory: string,
): Promise<{ readonly library: string; readonly damage: string } | undefined> {
  for (const library of LIBRARIES) {
    const damage = await elfDamage(join(directory, library));
    if (damage !== undefined) return { library, damage };
  }
  return undefined;
}
