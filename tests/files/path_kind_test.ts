import assert from "node:assert/strict";
import { pathKind } from "../../src/files/path_kind.ts";
import { Folder } from "../report/folder.ts";

Deno.test("pathKind() follows links and does not take an error for an absent file", async () => {
  using folder = new Folder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  await Deno.symlink(folder.path, `${folder.path}/link`);
  await Deno.symlink(`${folder.path}/nothing`, `${folder.path}/broken`);
  assert.equal(await pathKind(`${folder.path}/file`), "file");
  assert.equal(await pathKind(`${folder.path}/link`), "folder");
  assert.equal(await pathKind(`${folder.path}/broken`), null);
  assert.equal(await pathKind("/dev/null"), "special");
  await assert.rejects(pathKind(`${folder.path}/file/x`), Deno.errors.NotADirectory);
});
