import assert from "node:assert/strict";
import { reasonOf } from "../../src/files/file_error.ts";

Deno.test("reasonOf() leaves the path of a file's error out", async () => {
  const reason = await Deno.readFile("/nowhere: 'really'").then(() => "", reasonOf);
  assert.equal(reason, "No such file or directory (os error 2)");
});

Deno.test("reasonOf() finds out why fetch failed, without the address", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  const reason = await fetch(`http://127.0.0.1:${port}/`).then(() => "", reasonOf);
  assert.match(reason, /refused/i);
  assert.doesNotMatch(reason, /fetch failed|127\.0\.0\.1:\d+\//);
});

Deno.test("reasonOf() keeps to one line", () => {
  assert.equal(reasonOf(new Error("one\ntwo")), "one");
  assert.equal(reasonOf("text"), "text");
});
