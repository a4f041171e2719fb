/** Numbers of tasks, and in shared memory how many of them have been taken: plain data, for `postMessage`. */
export interface SharedQueue {
  /** In the order in which they are taken. */
  readonly tasks: readonly number[];
  /** Shape [1], shared by all threads that have received the queue. */
  readonly taken: Int32Array;
}

/**
 * A queue that several threads take tasks from, each task once. A thread that finishes early takes more tasks, so no plan has
 * to foresee how long a task takes.
 *
 * @param tasks Numbers of tasks in the order in which they are to be taken; put the longest first.
 * @returns A queue of which no task has been taken.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sharedQueue, takeTasks } from "./mod.ts";
 * const queue = sharedQueue([30, 10, 20]);
 * const received = structuredClone(queue); // as another thread receives it
 * assert.equal(takeTasks(received).next().value, 30);
 * assert.deepEqual([...takeTasks(queue)], [10, 20]);
 * ```
 */
export function sharedQueue(tasks: readonly number[]): SharedQueue {
  return { tasks, taken: new Int32Array(new SharedArrayBuffer(4)) };
}

/**
 * Takes tasks from a queue until none is left. A task counts as taken when it is yielded.
 *
 * @param queue Of this thread, or received from another one.
 * @returns The tasks that this thread has to do.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sharedQueue, takeTasks } from "./mod.ts";
 * const queue = sharedQueue([2, 0, 1]);
 * const done: number[] = [];
 * for (const task of takeTasks(queue)) done.push(task);
 * assert.deepEqual(done, [2, 0, 1]);
 * assert.deepEqual([...takeTasks(queue)], []);
 * ```
 */
export function* takeTasks({ tasks, taken }: SharedQueue): Generator<number, void> {
  for (;;) {
    const task = tasks[Atomics.add(taken, 0, 1)];
    if (task === undefined) return;
    yield task;
  }
}
