import assert from "node:assert/strict";
import { carriedDigest, sourceDigest } from "../../build/source_digest.ts";

Deno.test("linalg.wasm is built from the crate's present sources", async () => {
  const crate = new URL("../../linalg-wasm/", import.meta.url);
  const module = await WebAssembly.compile(await Deno.readFile(new URL("linalg.wasm", crate)));
  assert.equal(
    carriedDigest(module),
    await sourceDigest(crate),
    "run `deno task build:linalg` and commit linalg.wasm",
  );
});

Deno.test("linalg.wasm imports nothing", async () => {
  const url = new URL("../../linalg-wasm/linalg.wasm", import.meta.url);
  const module = await WebAssembly.compile(await Deno.readFile(url));
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});
