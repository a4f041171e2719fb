import { Thread } from "../src/threads/mod.ts";
import type { ImageBatch } from "./batch.ts";
import type { BatchOrder, WorkerStart } from "./batch_worker.ts";
import { blankImages, type Images } from "./images.ts";
import type { BatchPlan } from "./prepare.ts";

/** Makes batches, on this thread or on another. */
export interface BatchMaker extends Disposable {
  /**
   * Starts to make a batch. Batches are made in the order of the calls.
   *
   * @param used A batch that is not needed any more; its memory is used again.
   */
  make(plan: BatchPlan, used?: ImageBatch): Promise<ImageBatch>;
}

/** A worker thread that prepares batches. Its owner disposes of it: a running worker keeps the process alive. */
export class BatchThread implements BatchMaker {
  readonly #thread: Thread<WorkerStart | BatchOrder, ImageBatch | null>;

  /** @param images Copied into shared memory unless they are there already. @param table Shape [channels, 256]. */
  constructor(images: Images, table: Float32Array) {
    const worker = new URL("./batch_worker.ts", import.meta.url);
    this.#thread = new Thread(worker, "thread that prepares batches");
    this.#thread.ask({ images: shared(images), table });
  }

  make(plan: BatchPlan, used?: ImageBatch): Promise<ImageBatch> {
    const reply = used === undefined
      ? this.#thread.ask({ plan })
      : this.#thread.ask({ plan, used }, [used.fields.images.buffer, used.fields.labels.buffer]);
    const batch = reply.then((made) => {
      if (made === null) throw new TypeError("a batch was expected");
      return made;
    });
    batch.catch(() => {}); // a batch that is made in advance may never be awaited
    return batch;
  }

  [Symbol.dispose](): void {
    this.#thread[Symbol.dispose]();
  }
}

function shared(images: Images): Images {
  if (
    images.pixels.buffer instanceof SharedArrayBuffer &&
    images.labels.buffer instanceof SharedArrayBuffer
  ) return images;
  const copy = blankImages(images.count, images.shape);
  copy.pixels.set(images.pixels);
  copy.labels.set(images.labels);
  return copy;
}
