/**
 * A thread that scores layers of a checkpoint, which it opens for itself.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { openModelFile } from "../checkpoint/mod.ts";
import { scored, type ThreadAnswer, type ThreadOrder, untaken } from "./score_layers.ts";

self.onmessage = async ({ data: job }: MessageEvent<ThreadOrder>) => {
  const answer = (message: ThreadAnswer) => self.postMessage(message);
  try {
    using checkpoint = await openModelFile(job.path);
    const { layers } = checkpoint;
    for (const index of untaken(job)) {
      const layer = layers[index];
      if (layer !== undefined) answer({ index, result: await scored(layer, job.scoring) });
    }
  } catch {
    // The main thread does what is missing, and meets the same error where it can be told.
  }
  answer(null);
};
