import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { FileSource } from "../../src/files/byte_source.ts";
import { siblingPath } from "../../src/files/sibling_file.ts";
import { Folder } from "../report/folder.ts";

/** A model's folder with links, and a folder beside it. */
async function withModel(check: (source: FileSource, folder: string) => void): Promise<void> {
  using folder = new Folder();
  const at = (name: string) => `${folder.path}/${name}`;
  await Deno.mkdir(at("model"));
  await Deno.mkdir(at("blobs"));
  for (const name of ["model/model.json", "model/weights.bin", "blobs/secret"]) {
    await Deno.writeTextFile(at(name), name);
  }
  await Deno.symlink("weights.bin", at("model/inside"));
  await Deno.symlink("../blobs/secret", at("model/outside"));
  await Deno.symlink("/dev/zero", at("model/endless"));
  await Deno.symlink("nothing", at("model/broken"));
  using source = new FileSource(at("model/model.json"));
  check(source, at("model"));
}

Deno.test("siblingPath() gives files of the folder, and links to such files", async () => {
  await withModel((source, folder) => {
    for (const name of ["weights.bin", "inside"]) {
      assert.equal(siblingPath(source, name, "it names"), `${folder}/${name}`);
    }
  });
});

Deno.test("siblingPath() refuses paths, links that lead out, and anything but a name", async () => {
  await withModel((source) => {
    const wrong = ["../blobs/secret", "/etc/passwd", "a/b", "a\\b", "", ".", "..", "a\0b", 7, null];
    for (const name of wrong) {
      assert.throws(() => siblingPath(source, name, "it names"), (error) => {
        assert.ok(error instanceof InputError);
        assert.match(
          error.message,
          /^Cannot read .*model\.json: it names .*expected a file in the same folder/,
        );
        return true;
      });
    }
    for (const name of ["outside", "endless"]) {
      assert.throws(
        () => siblingPath(source, name, "it names"),
        /a link that leads out of its folder/,
      );
    }
    for (const name of ["broken", "missing"]) {
      assert.throws(() => siblingPath(source, name, "it names"), /no such file/);
    }
  });
});

Deno.test("siblingPath() follows the links of a cache whose files lie side by side elsewhere", async () => {
  using folder = new Folder();
  const at = (name: string) => `${folder.path}/${name}`;
  await Deno.mkdir(at("snapshot"));
  await Deno.mkdir(at("blobs"));
  for (const [link, blob] of [["model.index.json", "aa"], ["shard.safetensors", "bb"]] as const) {
    await Deno.writeTextFile(at(`blobs/${blob}`), blob);
    await Deno.symlink(`../blobs/${blob}`, at(`snapshot/${link}`));
  }
  using source = new FileSource(at("snapshot/model.index.json"));
  assert.equal(
    siblingPath(source, "shard.safetensors", "it names"),
    at("snapshot/shard.safetensors"),
  );
});

Deno.test("FileSource refuses folders, pipes and devices, without waiting for a writer", async () => {
  using folder = new Folder();
  const pipe = `${folder.path}/pipe`;
  assert.ok((await new Deno.Command("mkfifo", { args: [pipe] }).output()).success);
  assert.throws(() => new FileSource(pipe), /it is a pipe or a device, expected a regular file/);
  assert.throws(() => new FileSource("/dev/zero"), /it is a pipe or a device/);
  assert.throws(() => new FileSource(folder.path), /it is a folder, expected a regular file/);
});
