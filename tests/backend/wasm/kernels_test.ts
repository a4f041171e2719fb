import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../src/backend/mod.ts";
import { carriedDigest, sourceDigest } from "../../../build/source_digest.ts";

const crate = new URL("../../../src/backend/wasm/kernels/", import.meta.url);
const bytes = await Deno.readFile(new URL("kernels.wasm", crate));
const module = await WebAssembly.compile(bytes);

/** Identifiers of a module's sections, in order. */
function sections(bytes: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 8; at < bytes.length;) {
    found.push(bytes[at++] ?? 0);
    let length = 0;
    for (let shift = 0, byte = 128; byte >= 128; shift += 7) {
      byte = bytes[at++] ?? 0;
      length += (byte % 128) * 2 ** shift;
    }
    at += length;
  }
  return found;
}

Deno.test("kernels.wasm is built from its sources", async () => {
  assert.equal(
    carriedDigest(module),
    await sourceDigest(crate),
    "run `deno task build:kernels` and commit kernels.wasm",
  );
});

Deno.test("kernels.wasm imports a memory and nothing else", () => {
  assert.deepEqual(WebAssembly.Module.imports(module), [
    { kind: "memory", module: "env", name: "memory" },
  ]);
});

Deno.test("kernels.wasm has no data segment that would overwrite the backend's heap", () => {
  const DATA = 11;
  assert.ok(!sections(bytes).includes(DATA));
});

Deno.test("a long sum over rows is precise", async () => {
  await useBackend({ backend: "wasm" });
  const x = tf.fill([2 ** 20, 3], 0.1);
  const sums = tf.sum(x, 0);
  const [sum = 0] = await sums.data();
  tf.dispose([x, sums]);
  const exact = 2 ** 20 * Math.fround(0.1);
  assert.ok(Math.abs(sum - exact) < 2e-6 * exact, `found ${sum}, expected ${exact}`);
});

Deno.test("max pooling of NaN is NaN, so that divergence is visible", async () => {
  await useBackend({ backend: "wasm" });
  for (const channels of [1, 17]) {
    const x = tf.fill([1, 4, 4, channels], 1).mul(NaN).as4D(1, 4, 4, channels);
    const y = tf.maxPool(x, 2, 2, "same");
    assert.ok((await y.data()).every(Number.isNaN));
    tf.dispose([x, y]);
  }
});
