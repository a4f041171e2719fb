/**
 * The thread that prepares batches while the training loop computes. Its first request is a {@linkcode WorkerStart}, all
 * others are {@linkcode BatchOrder}s.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { serve } from "../src/threads/mod.ts";
import type { ImageBatch } from "./batch.ts";
import type { Images } from "./images.ts";
import { type BatchPlan, prepareBatch } from "./prepare.ts";

/** The images of which the worker makes batches; the arrays are in shared memory. */
export interface WorkerStart {
  readonly images: Images;
  /** Shape [channels, 256]. */
  readonly table: Float32Array;
}

/** One batch to prepare. */
export interface BatchOrder {
  readonly plan: BatchPlan;
  /** A batch that is not needed any more; its memory is used again. */
  readonly used?: ImageBatch;
}

let start: WorkerStart | undefined;

serve((request: WorkerStart | BatchOrder): ImageBatch | null => {
  if ("images" in request) {
    start = request;
    return null;
  }
  if (start === undefined) throw new TypeError("the first request has to be the images");
  return prepareBatch(start.images, start.table, request.plan, request.used);
}, (batch) => batch === null ? [] : buffersOf(batch));

/** The buffers of a batch, which are moved between the threads. */
function buffersOf({ fields: { images, labels } }: ImageBatch): Transferable[] {
  return [images.buffer, labels.buffer];
}
