import { strict as assert } from "node:assert";
import { fileURLToPath } from "node:url";

const CRATE = fileURLToPath(new URL("../../linalg-wasm", import.meta.url));

async function cargo(...args: string[]): Promise<{ success: boolean; said: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command("cargo", { args, cwd: CRATE })
      .output();
    const decoder = new TextDecoder();
    return { success, said: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    return { success: false, said: String(error) };
  }
}

/** Whoever has Rust tests the crate itself too; without it the committed module is tested alone. */
const without = !(await cargo("--version")).success;

Deno.test({
  name: "the crate's own tests and lints pass (where there is Rust)",
  ignore: without,
  fn: async () => {
    for (const args of [["test"], ["clippy", "--all-targets", "--", "-D", "warnings"]]) {
      const { success, said } = await cargo(...args);
      assert.ok(success, said);
    }
  },
});
