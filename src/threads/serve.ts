/**
 * The worker's side of a {@linkcode Thread}.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { InputError } from "../errors.ts";

/** What a thread sends to its worker. */
export interface ThreadRequest<Request> {
  readonly id: number;
  readonly request: Request;
}

/** An error as plain data: `postMessage` does not keep the names of an application's own error classes. */
export interface ThrownError {
  readonly name: string;
  readonly message: string;
  /** Of an {@linkcode InputError}. */
  readonly option: string | undefined;
}

/** What a worker sends to its thread: that it is ready, then a reply to each request. */
export type ThreadReply<Reply> =
  | "started"
  | { readonly id: number; readonly reply: Reply }
  | { readonly id: number; readonly error: ThrownError };

/**
 * Makes this worker answer the requests of its {@linkcode Thread}, one after the other. An error rejects the request that
 * caused it; the worker continues.
 *
 * @param answer The reply to a request.
 * @param transferred Buffers of a reply that are moved, not copied. @default none
 *
 * @example A worker that doubles arrays in place
 * ```ts
 * import assert from "node:assert/strict";
 * import { Thread } from "./mod.ts";
 * const module = `
 *   import { serve } from "${import.meta.resolve("./mod.ts")}";
 *   serve((values) => values.map((value) => 2 * value), (values) => [values.buffer]);
 * `;
 * using thread = new Thread<Float64Array, Float64Array>(
 *   new URL(`data:text/javascript,${encodeURIComponent(module)}`),
 *   "thread that doubles",
 * );
 * assert.deepEqual(await thread.ask(Float64Array.of(1, 2)), Float64Array.of(2, 4));
 * ```
 */
export function serve<Request, Reply>(
  answer: (request: Request) => Reply | Promise<Reply>,
  transferred: (reply: Reply) => Transferable[] = () => [],
): void {
  const post = (message: ThreadReply<Reply>, transfer: Transferable[] = []) =>
    self.postMessage(message, transfer);
  const respond = async ({ id, request }: ThreadRequest<Request>) => {
    try {
      const reply = await answer(request);
      post({ id, reply }, transferred(reply));
    } catch (error) {
      post({ id, error: thrown(error) });
    }
  };
  let last = Promise.resolve();
  self.onmessage = ({ data }: MessageEvent<ThreadRequest<Request>>) => {
    last = last.then(() => respond(data));
  };
  post("started");
}

function thrown(error: unknown): ThrownError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message, option: error instanceof InputError ? error.option : undefined };
}
