/**
 * The thread that prepares batches while the training loop computes. Its first message is a
 * {@linkcode WorkerStart}, all others are {@linkcode WorkerOrder}s, each answered by a {@linkcode WorkerAnswer}.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import type { Images } from "./images.ts";
import type { ImageBatch } from "./batch.ts";
import { type BatchPlan, prepareBatch } from "./prepare.ts";

/** What the worker works on; the arrays lie in shared memory. */
export interface WorkerStart {
  readonly images: Images;
  readonly table: Float32Array;
}

/** One batch to prepare. */
export interface WorkerOrder {
  readonly id: number;
  readonly plan: BatchPlan;
  readonly used?: ImageBatch;
}

/** The batch of the order with this id. */
export interface WorkerAnswer {
  readonly id: number;
  readonly batch: ImageBatch;
}

let start: WorkerStart | undefined;

self.onmessage = ({ data }: MessageEvent<WorkerStart | WorkerOrder>) => {
  if ("images" in data) {
    start = data;
  } else if (start !== undefined) {
    const batch = prepareBatch(start.images, start.table, data.plan, data.used);
    const answer: WorkerAnswer = { id: data.id, batch };
    self.postMessage(answer, [batch.fields.images.buffer, batch.fields.labels.buffer]);
  }
};
