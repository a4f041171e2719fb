import assert from "node:assert/strict";
import { readConfigFile } from "../../../cli/options/config_file.ts";
import { InputError } from "../../../src/errors.ts";
import { RUN_CONFIG } from "../../report/examples.ts";
import { Folder } from "../../report/folder.ts";

async function written(folder: Folder, text: string): Promise<string> {
  const path = `${folder.path}/runs.yaml`;
  await Deno.writeTextFile(path, text);
  return path;
}

for (
  const [what, text, options] of [
    ["YAML", "epochs: 20\nlr-steps: [30, 60]\ns1: 500steps\n", {
      "epochs": 20,
      "lr-steps": [30, 60],
      "s1": "500steps",
    }],
    ["JSON", '{"epochs": 20}', { epochs: 20 }],
    ["a run's config.json", JSON.stringify(RUN_CONFIG), RUN_CONFIG.options],
    ["an empty file", "", {}],
  ] as const
) {
  Deno.test(`${what} gives its options`, async () => {
    using folder = new Folder();
    assert.deepEqual(await readConfigFile(await written(folder, text)), options);
  });
}

for (
  const [what, text] of [
    ["broken YAML", "epochs: [1, 2\nlr: 3"],
    ["a key given twice", "epochs: 1\nepochs: 2"],
    ["a list", "- epochs"],
    ["plain text", "epochs"],
    ["several documents", "epochs: 1\n---\nepochs: 2"],
  ] as const
) {
  Deno.test(`${what} is refused in one line that names the file`, async () => {
    using folder = new Folder();
    const path = await written(folder, text);
    await assert.rejects(readConfigFile(path), (error: Error) => {
      assert.equal(error instanceof InputError, true, `${error}`);
      assert.equal(error.message.startsWith(`Cannot read ${path}: `), true, error.message);
      assert.equal(error.message.includes("\n"), false, error.message);
      return true;
    });
  });
}

Deno.test("a folder is refused", async () => {
  using folder = new Folder();
  await assert.rejects(readConfigFile(folder.path), /it is a folder/);
});
