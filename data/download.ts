import { createHash } from "node:crypto";
import { basename } from "node:path";
import { InputError } from "../src/errors.ts";
import type { Progress } from "./images.ts";
import { reasonOf } from "../src/files/file_error.ts";
import { writeAll } from "../src/files/write_atomically.ts";

/** A file on the network whose size and checksum are known in advance. */
export interface RemoteFile {
  /** Address. */
  readonly url: string;
  /** Size in bytes. */
  readonly size: number;
  /** MD5 sum that its authors published, in hexadecimal digits. */
  readonly md5: string;
}

/** How a file is downloaded. */
export interface DownloadOptions {
  /** What the user can do when the download fails; the end of the error's message. */
  readonly remedy: string;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  /** Seconds without data after which a connection is given up. @default {30} */
  readonly patience?: number;
}

/**
 * Downloads a complete file or none.
 *
 * The bytes received so far are kept in `PATH.part`, and the next attempt continues there, also in another process. A
 * broken connection is opened again as long as each attempt brings new bytes. The file gets its own name after its size
 * and checksum were verified. Only one process at a time may download a file (see {@linkcode lockFile}).
 *
 * @param source The file to download.
 * @param path Where to put it.
 * @param options Remedy, progress, and when to give up.
 * @throws {InputError} If the network or the server fails, or the checksum is wrong. The message ends with the remedy.
 */
export async function download(
  source: RemoteFile,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const part = `${path}.part`;
  using file = await Deno.open(part, { read: true, write: true, create: true });
  let had = Math.min((await file.stat()).size, source.size);
  while (had < source.size) {
    try {
      await fetchRest(source, file, had, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      const { size } = await file.stat();
      if (error instanceof InputError || size <= had) throw failure(source, error, options);
    }
    had = (await file.stat()).size;
  }
  const found = await md5Of(file);
  if (found !== source.md5) {
    await Deno.remove(part);
    throw failure(
      source,
      `the file has the MD5 sum ${found}, expected ${source.md5}; it was deleted, try again`,
      options,
    );
  }
  await Deno.rename(part, path);
}

/**
 * Computes the MD5 sum of a file, read from its beginning.
 *
 * @param file An open file; its position changes.
 * @returns 32 hexadecimal digits.
 */
export async function md5Of(file: Deno.FsFile): Promise<string> {
  const hash = createHash("md5");
  const chunk = new Uint8Array(1 << 20);
  await file.seek(0, Deno.SeekMode.Start);
  for (;;) {
    const length = await file.read(chunk);
    if (length === null) return hash.digest("hex");
    hash.update(chunk.subarray(0, length));
  }
}

function failure(source: RemoteFile, cause: unknown, { remedy }: DownloadOptions): InputError {
  const reason = typeof cause === "string" ? cause : reasonOf(cause);
  return new InputError(`Cannot download ${source.url}: ${reason} (${remedy})`);
}

/** One attempt: requests the missing bytes and appends them to the file. */
async function fetchRest(
  source: RemoteFile,
  file: Deno.FsFile,
  had: number,
  { progress, signal, patience = 30 }: DownloadOptions,
): Promise<void> {
  const timeout = new AbortController();
  const startTimer = () =>
    setTimeout(
      () => timeout.abort(new Error(`the server sent nothing for ${patience} s`)),
      patience * 1000,
    );
  let timer = startTimer();
  try {
    const response = await fetch(source.url, {
      headers: had > 0 ? { range: `bytes=${had}-` } : {},
      signal: AbortSignal.any([timeout.signal, ...(signal === undefined ? [] : [signal])]),
    });
    let at = await startingPoint(response, source, had);
    await file.truncate(at);
    await file.seek(at, Deno.SeekMode.Start);
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = startTimer();
      at += chunk.length;
      if (at > source.size) {
        await file.truncate(0);
        throw new InputError(
          `the server sent more than the expected ${source.size} bytes: another file`,
        );
      }
      await writeAll(file, chunk);
      progress?.({ what: `download ${basename(source.url)}`, done: at, total: source.size });
    }
    if (at < source.size) {
      throw new Error(`the connection ended after ${at} of ${source.size} bytes`);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Where in the file the response begins: a server may ignore the range and send the complete file. */
async function startingPoint(response: Response, source: RemoteFile, had: number): Promise<number> {
  const range = response.headers.get("content-range");
  const length = Number(response.headers.get("content-length") ?? source.size);
  if (response.status === 206 && range === `bytes ${had}-${source.size - 1}/${source.size}`) {
    return had;
  }
  if (response.status === 200 && length === source.size) return 0;
  await response.body?.cancel();
  const found = response.status === 206
    ? `bytes "${range}"`
    : response.status === 200
    ? `${length} bytes`
    : `HTTP status ${response.status}`;
  throw new InputError(`the server sent ${found}, expected ${source.size} bytes`);
}
