import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

Deno.test("training works with the permissions that the README names, on the wasm backend", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const call =
      "train --preset quick --limit 100 --model c2-4 --epochs 2 --s1 1 --s2 1 --cycles 1 --json";
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--allow-read", "--allow-env", `--allow-write=${folder}`],
        ...[MAIN, ...call.split(" "), "--out", join(folder, "run")],
      ],
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const { backend } = JSON.parse(new TextDecoder().decode(stdout));
    assert.equal(backend.name, "wasm"); // --allow-ffi would let TensorFlow be loaded
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
