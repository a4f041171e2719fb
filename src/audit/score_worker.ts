/**
 * A thread that scores layers of a checkpoint, which it opens for itself.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { kernelLayers } from "../checkpoint/kernel_layers.ts";
import { openCheckpoint } from "../checkpoint/open_checkpoint.ts";
import { scored, type ThreadAnswer, type ThreadOrder, untaken } from "./score_layers.ts";

self.onmessage = async ({ data: job }: MessageEvent<ThreadOrder>) => {
  const answer = (message: ThreadAnswer) => self.postMessage(message);
  try {
    using checkpoint = await openCheckpoint(job.path);
    const layers = kernelLayers(checkpoint);
    for (const index of untaken(job)) {
      const layer = layers[index];
      if (layer !== undefined) answer({ index, result: await scored(layer, job.scoring) });
    }
  } catch {
    // The main thread does what is missing, and meets the same error where it can be told.
  }
  answer(null);
};
