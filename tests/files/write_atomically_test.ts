import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import {
  ensureWritable,
  renameWhenComplete,
  writeAtomically,
} from "../../src/files/write_atomically.ts";
import { Folder } from "../report/folder.ts";

Deno.test("writeAtomically() makes parent folders and leaves nothing but the file", async () => {
  using folder = new Folder();
  await writeAtomically(`${folder.path}/a/b/report.json`, "{}");
  assert.equal(await Deno.readTextFile(`${folder.path}/a/b/report.json`), "{}");
  assert.deepEqual([...Deno.readDirSync(`${folder.path}/a/b`)].map(({ name }) => name), [
    "report.json",
  ]);
});

Deno.test("writeAtomically() replaces what was there, also when that was longer", async () => {
  using folder = new Folder();
  await writeAtomically(`${folder.path}/x`, "a longer text");
  await writeAtomically(`${folder.path}/x`, new Uint8Array([104, 105]));
  assert.equal(await Deno.readTextFile(`${folder.path}/x`), "hi");
});

Deno.test("writeAtomically() writes through a symbolic link and leaves the link", async () => {
  using folder = new Folder();
  await Deno.writeTextFile(`${folder.path}/target`, "old");
  await Deno.symlink(`${folder.path}/target`, `${folder.path}/link`);
  await writeAtomically(`${folder.path}/link`, "new");
  assert.equal(await Deno.readTextFile(`${folder.path}/target`), "new");
  assert.equal((await Deno.lstat(`${folder.path}/link`)).isSymlink, true);
});

Deno.test("writeAtomically() does not replace a device by a file", async () => {
  await writeAtomically("/dev/null", "text");
  assert.equal((await Deno.stat("/dev/null")).isFile, false);
});

Deno.test("writeAtomically() refuses a folder, and a file where a folder should be, in one line", async () => {
  using folder = new Folder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  for (const path of [folder.path, `${folder.path}/file/report.json`]) {
    await assert.rejects(writeAtomically(path, ""), (error: Error) => {
      assert.equal(error instanceof InputError, true, error.message);
      assert.equal(error.message.startsWith(`Cannot write ${path}: `), true, error.message);
      assert.equal(error.message.includes("\n"), false);
      return true;
    });
    await assert.rejects(ensureWritable(path), InputError);
  }
  assert.deepEqual(folder.names, ["file"]);
});

Deno.test("ensureWritable() leaves no file behind", async () => {
  using folder = new Folder();
  await ensureWritable(`${folder.path}/report.json`);
  assert.deepEqual(folder.names, []);
});

Deno.test("renameWhenComplete() leaves nothing when making fails, and removes leftovers first", async () => {
  using folder = new Folder();
  const [temporary, target] = [`${folder.path}/data.part`, `${folder.path}/data`];
  const fill = (text: string) =>
    renameWhenComplete(temporary, target, async (path) => {
      await Deno.mkdir(path);
      await Deno.writeTextFile(`${path}/file`, text);
      if (text === "bad") throw new Error("no network");
    });
  await assert.rejects(fill("bad"), /no network/);
  assert.deepEqual(folder.names, []);
  await Deno.mkdir(temporary); // of a killed process
  await Deno.writeTextFile(`${temporary}/leftover`, "");
  await fill("good");
  assert.deepEqual(folder.names, ["data"]);
  assert.deepEqual([...Deno.readDirSync(target)].map(({ name }) => name), ["file"]);
});
