import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { Thread } from "../../src/threads/mod.ts";
import type { Request } from "./worker.ts";

const start = (file = "worker.ts") =>
  new Thread<Request, Float64Array>(new URL(file, import.meta.url), "thread that squares");

const square = (values: Float64Array, delay?: number): Request => ({
  type: "square",
  values,
  ...(delay === undefined ? {} : { delay }),
});

Deno.test("ask() gives each request its own reply, in the order of the requests", async () => {
  using thread = start();
  const order: number[] = [];
  const asked = [3, 2, 1].map(async (value, index) => {
    const reply = await thread.ask(square(Float64Array.of(value), value * 5));
    order.push(index);
    return reply[0];
  });
  assert.deepEqual(await Promise.all(asked), [9, 4, 1]);
  assert.deepEqual(order, [0, 1, 2]);
});

Deno.test("ask() moves the buffers that it is given, and copies others", async () => {
  using thread = start();
  const [moved, copied] = [Float64Array.of(2), Float64Array.of(3)];
  assert.deepEqual(await thread.ask(square(moved), [moved.buffer]), Float64Array.of(4));
  assert.deepEqual(await thread.ask(square(copied)), Float64Array.of(9));
  assert.deepEqual([moved.length, copied.length], [0, 1]);
});

Deno.test("ask() rejects with the error that the worker threw, and the worker continues", async () => {
  using thread = start();
  const thrown = async (error: string) => {
    try {
      return await thread.ask({ type: "throw", error });
    } catch (caught) {
      return caught;
    }
  };
  const input = await thrown("InputError");
  assert.ok(input instanceof InputError);
  assert.deepEqual([input.message, input.option], ["too few", "limit"]);
  const range = await thrown("RangeError");
  assert.ok(range instanceof RangeError && range.message === "out of range");
  const other = await thrown("ConvergenceError");
  assert.ok(other instanceof Error);
  assert.deepEqual([other.name, other.message], ["ConvergenceError", "odd"]);
  assert.deepEqual(await thread.ask(square(Float64Array.of(5))), Float64Array.of(25));
});

Deno.test("ask() rejects all requests, earlier and later ones, when the worker stops", async () => {
  using thread = start();
  assert.equal(await thread.started, true);
  const failed = { message: /^The thread that squares failed: .*crashed/ };
  const pending = [thread.ask({ type: "crash" }), thread.ask(square(Float64Array.of(1)))];
  for (const each of pending) await assert.rejects(each, failed);
  await assert.rejects(thread.ask(square(Float64Array.of(1))), failed);
});

Deno.test("ask() rejects and started is false when the module cannot be loaded", async () => {
  using thread = start("no_such_worker.ts");
  const asked = thread.ask(square(Float64Array.of(1)));
  assert.equal(await thread.started, false);
  // Deno names the module, or its own type check, which runs first where types are checked.
  const message = /^The thread that squares failed: .*(no_such_worker|Type checking failed)/;
  await assert.rejects(asked, { message });
});

Deno.test("started is false where workers are not permitted, and nothing is thrown", async () => {
  const code = `
    import { Thread } from "${import.meta.resolve("../../src/threads/mod.ts")}";
    using thread = new Thread(new URL("${import.meta.resolve("./worker.ts")}"), "thread");
    console.log(await thread.started);
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--deny-read", `data:text/javascript,${encodeURIComponent(code)}`],
  }).output();
  const decoder = new TextDecoder();
  assert.equal(decoder.decode(stdout), "false\n", decoder.decode(stderr));
});

Deno.test("disposing of a thread rejects requests without a reply", async () => {
  let asked: Promise<Float64Array>;
  {
    using thread = start();
    asked = thread.ask(square(Float64Array.of(1), 1000));
  }
  await assert.rejects(asked, { message: "The thread was closed" });
});

Deno.test("a failed reply that is not awaited does not end the process", async () => {
  using thread = start();
  thread.ask({ type: "throw", error: "RangeError" });
  assert.deepEqual(await thread.ask(square(Float64Array.of(2))), Float64Array.of(4));
});
