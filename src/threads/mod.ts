/**
 * Worker threads: one protocol of requests and replies, one kind of failure, and one measure of how much
 * work is worth a thread.
 *
 * @module
 */
export { serve } from "./serve.ts";
export { type SharedQueue, sharedQueue, takeTasks } from "./shared_queue.ts";
export { Thread } from "./thread.ts";
export { threadsFor, WORK_PER_THREAD } from "./work_per_thread.ts";
