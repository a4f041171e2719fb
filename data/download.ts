import { createHash } from "node:crypto";
import { basename } from "node:path";
import { InputError } from "../src/errors.ts";
import type { Progress } from "./images.ts";
import { reasonOf } from "../src/files/file_error.ts";
import { writeAll } from "../src/files/write_whole.ts";

/** A file on the network that is known in advance. */
export interface Source {
  readonly url: string;
  /** In bytes. */
  readonly size: number;
  /** As published by whoever made it, in hexadecimal digits. */
  readonly md5: string;
}

/** How a download behaves. */
export interface DownloadOptions {
  /** What the user can do when it fails; it ends the error's message. */
  readonly remedy: string;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  /** Give up on a connection that has been silent for so many seconds. @default 30 */
  readonly patience?: number;
}

/**
 * Downloads a file whole or not at all.
 *
 * What has arrived lies in `PATH.part`, where the next attempt (also that of another process, tomorrow) goes on. A
 * connection that breaks is taken up again as long as each attempt brings something. Only a file of the right size and
 * checksum gets its name. Only one process at a time may work on a file (see {@linkcode lockFile}).
 *
 * @throws {InputError} If the network, the server or the checksum is to blame; with the `remedy`.
 */
export async function download(
  source: Source,
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
      `what arrived has the MD5 sum ${found}, expected ${source.md5}; it was deleted, try again`,
      options,
    );
  }
  await Deno.rename(part, path);
}

/** The MD5 sum of a file from its beginning, in hexadecimal digits. */
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

function failure(source: Source, cause: unknown, { remedy }: DownloadOptions): InputError {
  const reason = typeof cause === "string" ? cause : reasonOf(cause);
  return new InputError(`Cannot download ${source.url}: ${reason} (${remedy})`);
}

/** One attempt: asks for what is missing and appends it. */
async function fetchRest(
  source: Source,
  file: Deno.FsFile,
  had: number,
  { progress, signal, patience = 30 }: DownloadOptions,
): Promise<void> {
  const silence = new AbortController();
  const startTimer = () =>
    setTimeout(
      () => silence.abort(new Error(`the server was silent for ${patience} s`)),
      patience * 1000,
    );
  let timer = startTimer();
  try {
    const response = await fetch(source.url, {
      headers: had > 0 ? { range: `bytes=${had}-` } : {},
      signal: AbortSignal.any([silence.signal, ...(signal === undefined ? [] : [signal])]),
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

/** Where in the file the answer begins; servers may answer a request for the rest with the whole. */
async function startingPoint(response: Response, source: Source, had: number): Promise<number> {
  const range = response.headers.get("content-range");
  const whole = Number(response.headers.get("content-length") ?? source.size);
  if (response.status === 206 && range === `bytes ${had}-${source.size - 1}/${source.size}`) {
    return had;
  }
  if (response.status === 200 && whole === source.size) return 0;
  await response.body?.cancel();
  const found = response.status === 206
    ? `bytes "${range}"`
    : response.status === 200
    ? `${whole} bytes`
    : `HTTP status ${response.status}`;
  throw new InputError(`the server sent ${found}, expected ${source.size} bytes`);
}
