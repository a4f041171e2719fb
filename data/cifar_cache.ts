import { join } from "node:path";
import { InputError } from "../src/errors.ts";
import { archiveName, type CifarLayout } from "./cifar_layouts.ts";
import { download, md5Of, type RemoteFile } from "./download.ts";
import { LOCK_NAME, lockFile } from "../src/files/file_lock.ts";
import { pathKind } from "../src/files/path_kind.ts";
import type { Progress } from "./images.ts";
import { reasonOf } from "../src/files/file_error.ts";
import { unpack } from "./unpack.ts";

/** How the cache is filled. */
export interface CacheOptions {
  /** Where the archive is downloaded from. @default the site of its authors */
  readonly source?: RemoteFile;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/**
 * Finds a data set's binary files in the cache. If they are not there yet, the archive in the cache is unpacked; without
 * an archive it is downloaded first.
 *
 * @param layout Files and archive of the data set.
 * @param cacheDir The cache folder; made if it does not exist.
 * @param options Source of the archive, progress, and a signal that ends the work.
 * @returns The path of the folder with the binary files.
 * @throws {InputError} If there is neither a cached copy nor a network, or the cache cannot be written.
 */
export async function cachedCifar(
  layout: CifarLayout,
  cacheDir: string,
  options: CacheOptions = {},
): Promise<string> {
  const folder = join(cacheDir, layout.folder);
  try {
    if (await pathKind(folder) !== null) return folder;
    await Deno.mkdir(cacheDir, { recursive: true });
    using _lock = await lockFile(join(cacheDir, LOCK_NAME), options.signal);
    // Another process may have filled the folder meanwhile.
    if (await pathKind(folder) === null) await fill(layout, cacheDir, options);
    return folder;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    throw new InputError(
      `Cannot fill the cache folder ${cacheDir} with ${layout.title}: ${reasonOf(error)} ` +
        "(choose another cache folder, or name a folder that holds the binary files with `dataDir`)",
      { option: "cacheDir" },
    );
  }
}

async function fill(layout: CifarLayout, cacheDir: string, options: CacheOptions): Promise<void> {
  const { progress, signal, source = layout.archive } = options;
  const archive = join(cacheDir, archiveName(layout));
  const own = await pathKind(archive) !== null;
  if (own) {
    using file = await Deno.open(archive);
    const found = await md5Of(file);
    if (found !== source.md5) {
      throw new InputError(
        `Cannot unpack ${archive}: found the MD5 sum ${found}, expected ${source.md5} (delete it or get it again)`,
      );
    }
  } else {
    await download(source, archive, {
      remedy: `name a folder that holds the binary files with \`dataDir\`, or put ` +
        `${archiveName(layout)} into the cache folder ${cacheDir}`,
      ...(progress === undefined ? {} : { progress }),
      ...(signal === undefined ? {} : { signal }),
    });
  }
  progress?.({ what: `unpack ${archiveName(layout)}`, done: 0, total: 1 });
  await unpack(
    archive,
    join(cacheDir, layout.folder),
    layout.files.map((file) => file.name),
    signal,
  );
  progress?.({ what: `unpack ${archiveName(layout)}`, done: 1, total: 1 });
  if (!own) await Deno.remove(archive);
}
