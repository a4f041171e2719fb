import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Runs the set-up with an empty cache folder and a Python that does not exist. */
async function setUpWithoutPython(...args: readonly string[]): Promise<[number, string]> {
  const cache = await Deno.makeTempDir();
  try {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--quiet", join(ROOT, "cli/setup_tensorflow.ts"), ...args],
      env: { NO_COLOR: "1", REPR_CACHE: join(cache, "new") },
    }).output();
    return [code, new TextDecoder().decode(stderr)];
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

Deno.test("the set-up of TensorFlow fails where it cannot be installed", async () => {
  const [code, text] = await setUpWithoutPython("--python", "/nowhere/python");
  assert.equal(code, 2);
  assert.match(text, /^error: Cannot install TensorFlow: [^\n]*--\S+[^\n]*\n$/);
});

Deno.test("the set-up of TensorFlow with --optional continues with a message", async () => {
  const [code, text] = await setUpWithoutPython("--optional", "--python", "/nowhere/python");
  assert.equal(code, 0);
  assert.match(text, /^TensorFlow is left out. Cannot install TensorFlow: [^\n]*\n$/);
});

Deno.test("the set-up of TensorFlow refuses unknown options, also with --optional", async () => {
  const [code, text] = await setUpWithoutPython("--optional", "--rocm");
  assert.equal(code, 2);
  assert.match(text, /^error: Unknown option '--rocm'/);
});
