import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import {
  backendCandidates,
  type BackendOptions,
  BACKENDS,
  useBackend,
} from "../../src/backend/mod.ts";
import { InputError } from "../../src/errors.ts";

Deno.test("useBackend() starts the wasm backend and returns its device", async () => {
  const info = await useBackend({ backend: "wasm", device: "cpu", threads: 1 });
  assert.equal(tf.getBackend(), "wasm");
  assert.equal(info.name, "wasm");
  assert.equal(info.device, "CPU:0");
  assert.equal(info.threads, 1);
  assert.match(info.version, /^\d+\.\d+\.\d+/);
});

Deno.test("useBackend() called again changes nothing", async () => {
  const first = await useBackend({ backend: "wasm" });
  const kernels = tf.getKernelsForBackend("wasm").length;
  assert.deepEqual(await useBackend({ backend: "wasm" }), first);
  assert.equal(tf.getKernelsForBackend("wasm").length, kernels);
});

Deno.test("useBackend() returns to the backend after tfjs was switched to another", async () => {
  await useBackend({ backend: "wasm" });
  await tf.setBackend("cpu");
  await useBackend({ backend: "wasm" });
  assert.equal(tf.getBackend(), "wasm");
});

Deno.test("backendCandidates() lists every backend and why it is or is not usable", async () => {
  const candidates = await backendCandidates();
  assert.deepEqual(candidates.map(({ name }) => name), [...BACKENDS]);
  for (const { usable, devices, reason } of candidates) {
    assert.notEqual(reason, "");
    assert.equal(devices.length > 0, usable);
  }
});

const wrong: readonly [string, BackendOptions, RegExp][] = [
  ["a GPU of the wasm backend", { backend: "wasm", device: "gpu" }, /`device` gpu.*`backend`/],
  ["two threads of the wasm backend", { backend: "wasm", threads: 2 }, /`threads` 2.*`threads` 1/],
  ["no threads", { threads: 0 }, /`threads` 0: expected a whole number/],
  ["half a thread", { threads: 0.5 }, /`threads` 0.5/],
  [
    "an unknown backend",
    JSON.parse('{"backend": "toString"}'),
    /expected one of auto, tensorflow,/,
  ],
  ["an unknown device", JSON.parse('{"device": "tpu"}'), /`device` tpu: expected one of auto, cpu/],
  ["NaN threads", { threads: NaN }, /`threads` NaN/],
];

for (const [what, options, message] of wrong) {
  Deno.test(`useBackend() refuses ${what} with the remedy`, async () => {
    await assert.rejects(useBackend(options), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, message);
      assert.ok(error.message.includes(`\`${error.option}\``), "the option to blame is quoted");
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  });
}

Deno.test("useBackend() and a first training step print nothing", async () => {
  const program = fileURLToPath(import.meta.resolve("./quiet_program.ts"));
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", program],
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  assert.deepEqual([code, text.decode(stdout), text.decode(stderr)], [0, "", ""]);
});
