/** The worker of the tests of threads. */
import { InputError } from "../../src/errors.ts";
import { serve, type SharedQueue, takeTasks } from "../../src/threads/mod.ts";

/** What the worker can be asked. */
export type Request =
  | { readonly type: "square"; readonly values: Float64Array; readonly delay?: number }
  | { readonly type: "take"; readonly queue: SharedQueue }
  | { readonly type: "throw"; readonly error: string }
  | { readonly type: "crash" };

serve(async (request: Request) => {
  switch (request.type) {
    case "square": {
      const { values, delay = 0 } = request;
      await new Promise((resolve) => setTimeout(resolve, delay));
      return values.map((value) => value * value);
    }
    case "take":
      return Float64Array.from(takeTasks(request.queue));
    case "throw":
      if (request.error === "InputError") throw new InputError("too few", { option: "limit" });
      if (request.error === "RangeError") throw new RangeError("out of range");
      throw Object.assign(new Error("odd"), { name: request.error });
    case "crash":
      queueMicrotask(() => {
        throw new Error("crashed");
      });
      await new Promise(() => {});
      return new Float64Array();
  }
}, (values) => [values.buffer]);
