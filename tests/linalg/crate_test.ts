import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const CRATE = fileURLToPath(new URL("../../linalg-wasm", import.meta.url));

/** rustup's programs come before the system's, as in a login shell; npx puts the system's first. */
const PATH = [
  join(Deno.env.get("CARGO_HOME") ?? join(Deno.env.get("HOME") ?? "", ".cargo"), "bin"),
  Deno.env.get("PATH") ?? "",
].join(delimiter);

async function run(
  command: string,
  ...args: string[]
): Promise<{ success: boolean; said: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, {
      args,
      cwd: CRATE,
      env: { PATH },
    }).output();
    const decoder = new TextDecoder();
    return { success, said: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    return { success: false, said: String(error) };
  }
}

const has = async (...args: string[]) => (await run("cargo", ...args, "--version")).success;
const withoutRust = !(await has());
const withoutClippy = withoutRust || !(await has("clippy"));

// Without Rust only the committed module is tested.
Deno.test({
  name: "the crate's own tests pass (where there is Rust)",
  ignore: withoutRust,
  fn: async () => {
    const { success, said } = await run("cargo", "test");
    assert.ok(success, said);
  },
});

Deno.test({
  name: "the crate has no lints (where there is clippy)",
  ignore: withoutClippy,
  fn: async () => {
    const { success, said } = await run("cargo", "clippy", "--all-targets", "--", "-D", "warnings");
    assert.ok(success, said);
  },
});
