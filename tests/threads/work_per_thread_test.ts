import assert from "node:assert/strict";
import { threadsFor } from "../../src/threads/mod.ts";

Deno.test("threadsFor() is the calling thread alone for little work and never more than allowed", () => {
  assert.equal(threadsFor(0, 4), 1);
  assert.equal(threadsFor(1e15, 0), 1);
  assert.equal(threadsFor(1e15, 3), 3);
});
