/**
 * The other end of `MomentsThread`: a Worker with an instance of the module of its own.
 *
 * @module
 */

/// <reference lib="webworker" />

import { Moments } from "./moments.ts";
import type { MomentsReply, MomentsRequest } from "./moments_thread.ts";

const moments = new Map<number, Moments>();

function reply(request: MomentsRequest): MomentsReply {
  try {
    switch (request.type) {
      case "ready":
        return { state: null };
      case "add": {
        const { id, block } = request;
        const own = moments.get(id) ?? new Moments(block.columns);
        moments.set(id, own);
        own.add(block);
        return { state: null };
      }
      case "take": {
        const state = moments.get(request.id)?.state ?? null;
        moments.delete(request.id);
        return { state };
      }
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error: error.name, message: error.message };
  }
}

self.addEventListener("message", (event: MessageEvent<MomentsRequest>) => {
  self.postMessage(reply(event.data));
});
