/**
 * The other end of `overLayers`: a Worker with an instance of the module of its own.
 *
 * @module
 */

/// <reference lib="webworker" />

import { type Call, perform, type Reply } from "./calls.ts";

function reply(calls: readonly Call[]): Reply {
  try {
    return { results: calls.map(perform) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error: error.name, message: error.message };
  }
}

self.addEventListener("message", (event: MessageEvent<readonly Call[]>) => {
  self.postMessage(reply(event.data));
});
