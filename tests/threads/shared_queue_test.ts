import assert from "node:assert/strict";
import { sharedQueue, takeTasks, Thread } from "../../src/threads/mod.ts";
import type { Request } from "./worker.ts";

Deno.test("takeTasks() gives each task to one of several threads", async () => {
  const tasks = Array.from({ length: 1000 }, (_, task) => task);
  const queue = sharedQueue(tasks);
  using stack = new DisposableStack();
  const replies = [1, 2].map(() => {
    const module = new URL("worker.ts", import.meta.url);
    const thread = stack.use(new Thread<Request, Float64Array>(module, "thread that takes"));
    return thread.ask({ type: "take", queue });
  });
  const own: number[] = [];
  for (const task of takeTasks(queue)) {
    own.push(task);
    if (task % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const taken = [own, ...await Promise.all(replies)].flatMap((each) => [...each]);
  assert.deepEqual(taken.sort((a, b) => a - b), tasks);
});
