import type { WorkerAnswer, WorkerOrder, WorkerStart } from "./batch_worker.ts";
import { blankImages, type Images } from "./images.ts";
import type { Batch, BatchPlan } from "./prepare.ts";

/** Makes batches, on this thread or on another. */
export interface BatchMaker extends Disposable {
  /**
   * Starts on a batch. Batches are made in the order in which they were asked for.
   *
   * @param used One that nobody needs, for its memory.
   */
  make(plan: BatchPlan, used?: Batch): Promise<Batch>;
}

/**
 * A worker thread that prepares batches. Whoever made it ends it: an open worker keeps the process alive.
 */
export class BatchThread implements BatchMaker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<Batch>>();
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

  make(plan: BatchPlan, used?: Batch): Promise<Batch> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const order: WorkerOrder = { id: this.#orders++, plan, ...(used ? { used } : {}) };
    const answer = Promise.withResolvers<Batch>();
    answer.promise.catch(() => {}); // a batch ordered ahead may never be asked for
    this.#waiting.set(order.id, answer);
    this.#worker.postMessage(order, used ? [used.images.buffer, used.labels.buffer] : []);
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
