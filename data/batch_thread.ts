import type { WorkerAnswer, WorkerOrder, WorkerStart } from "./batch_worker.ts";
import { blankImages, type Images } from "./images.ts";
import type { ImageBatch } from "./batch.ts";
import type { BatchPlan } from "./prepare.ts";

/** Makes batches, on this thread or on another. */
export interface BatchMaker extends Disposable {
  /**
   * Starts to make a batch. Batches are made in the order of the calls.
   *
   * @param used A batch that is not needed any more, for its memory.
   */
  make(plan: BatchPlan, used?: ImageBatch): Promise<ImageBatch>;
}

/** A worker thread that prepares batches. Its owner disposes of it: a running worker keeps the process alive. */
export class BatchThread implements BatchMaker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<ImageBatch>>();
  #failure: Error | undefined;
  #orders = 0;

  /** @param images Copied into shared memory unless they lie there. @param table Shape [channels, 256]. */
  constructor(images: Images, table: Float32Array) {
    this.#worker = new Worker(new URL("./batch_worker.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      this.#waiting.get(data.id)?.resolve(data.batch);
      this.#waiting.delete(data.id);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new Error(`The thread that prepares batches failed: ${event.message}`));
    };
    const start: WorkerStart = { images: shared(images), table };
    this.#worker.postMessage(start);
  }

  make(plan: BatchPlan, used?: ImageBatch): Promise<ImageBatch> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const order: WorkerOrder = { id: this.#orders++, plan, ...(used ? { used } : {}) };
    const answer = Promise.withResolvers<ImageBatch>();
    answer.promise.catch(() => {}); // a batch that is made in advance may never be awaited
    this.#waiting.set(order.id, answer);
    this.#worker.postMessage(
      order,
      used ? [used.fields.images.buffer, used.fields.labels.buffer] : [],
    );
    return answer.promise;
  }

  [Symbol.dispose](): void {
    this.#end(new Error("The batches were closed"));
  }

  #end(reason: Error): void {
    this.#failure ??= reason;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
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
