import assert from "node:assert/strict";
import { join } from "node:path";
import { setupTensorflow } from "../../../../src/backend/tensorflow/setup/mod.ts";
import { InputError } from "../../../../src/errors.ts";

const options = { ignore: Deno.build.os !== "linux" };

/** Runs the set-up in a new cache folder with a shell script in place of Python. */
async function setUp(
  script: string,
): Promise<{ error: unknown; progress: string[]; left: string[] }> {
  const folder = await Deno.makeTempDir();
  const progress: string[] = [];
  try {
    const python = join(folder, "python");
    await Deno.writeTextFile(python, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const cacheDirectory = join(folder, "cache");
    const error = await setupTensorflow({
      cacheDirectory,
      python,
      progress: (message) => progress.push(message),
    }).then(() => undefined, (error) => error);
    const left = await Array.fromAsync(Deno.readDir(cacheDirectory), ({ name }) => name);
    return { error, progress, left };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const isPip = `[ "$3" = "--version" ] && echo "pip 25.1 from here" && exit 0`;

Deno.test("setupTensorflow() without Python names both remedies", options, async () => {
  const { error } = await setUp("exit 1");
  assert.ok(error instanceof InputError);
  assert.match(error.message, /found no .*python with pip.*install.*`tensorflowDirectory`/);
});

Deno.test("setupTensorflow() reports pip's own message", options, async () => {
  const { error } = await setUp(`${isPip}
echo "WARNING: retrying" >&2
echo "ERROR: No matching distribution found for tensorflow-cpu==2.21.0" >&2
exit 1`);
  assert.ok(error instanceof InputError);
  assert.match(error.message, /No matching distribution found for tensorflow-cpu==2.21.0/);
  assert.ok(!error.message.includes("\n"));
});

Deno.test("setupTensorflow() does not accept a truncated library", options, async () => {
  const { error, progress, left } = await setUp(`${isPip}
while [ "$1" != "--target" ]; do shift; done
mkdir -p "$2/tensorflow"
echo "  Downloading tensorflow_cpu.whl (274.0 MB)"
echo "Progress 137 of 274"
head -c 1000 /bin/sh > "$2/tensorflow/libtensorflow_cc.so.2"
head -c 1000 /bin/sh > "$2/tensorflow/libtensorflow_framework.so.2"`);
  assert.ok(error instanceof InputError);
  assert.match(error.message, /truncated/);
  assert.ok(
    progress.includes("downloading tensorflow_cpu.whl (274.0 MB): 50 %"),
    progress.join("\n"),
  );
  assert.ok(!left.includes("tensorflow-2.21.0"));
});

Deno.test("setupTensorflow() reports a cache folder that cannot be created", options, async () => {
  const file = await Deno.makeTempFile();
  try {
    await assert.rejects(setupTensorflow({ cacheDirectory: join(file, "cache") }), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /Cannot set TensorFlow .* up in .*cache/);
      return true;
    });
  } finally {
    await Deno.remove(file);
  }
});
