import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { cannotRead, cannotWrite, reasonOf } from "../../src/files/file_error.ts";

Deno.test("reasonOf() leaves the path of a file's error out", async () => {
  const reason = await Deno.readFile("/nowhere: 'really'").then(() => "", reasonOf);
  assert.equal(reason, "no such file or folder");
});

Deno.test("reasonOf() finds out why fetch failed, without the address", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  const reason = await fetch(`http://127.0.0.1:${port}/`).then(() => "", reasonOf);
  assert.match(reason, /refused/i);
  assert.doesNotMatch(reason, /fetch failed|127\.0\.0\.1:\d+\//);
});

Deno.test("reasonOf() keeps to one line", () => {
  assert.equal(reasonOf(new Error("one\ntwo")), "one");
  assert.equal(reasonOf("text"), "text");
});

Deno.test("reasonOf() keeps a reason that it does not know, without the path", () => {
  const error = Object.assign(new Error("Too many open files (os error 24): open '/x'"), {
    code: "EMFILE",
  });
  assert.equal(reasonOf(error), "Too many open files (os error 24)");
});

Deno.test("cannotRead() says what was expected only where something else is at the path", async () => {
  const found = async (path: string) => {
    const error = await Deno.readFile(path).catch((error: unknown) => error);
    return cannotRead(path, error, "a model").message;
  };
  assert.equal(
    await found("/nowhere"),
    "Cannot read /nowhere: no such file or folder (expected a model)",
  );
  assert.equal(await found("/"), "Cannot read /: it is a folder (expected a model)");
  const file = await Deno.makeTempFile();
  assert.equal(
    await found(`${file}/x`),
    `Cannot read ${file}/x: a part of the path is a file (expected a model)`,
  );
  await Deno.remove(file);
  const denied = Object.assign(new Error("Permission denied (os error 13): open '/x'"), {
    code: "EACCES",
  });
  assert.equal(cannotRead("/x", denied, "a model").message, "Cannot read /x: no permission");
});

Deno.test("a wrong path is the user's error, a full disk is not", () => {
  const failure = (code: string) => Object.assign(new Error(`os error: writefile '/x'`), { code });
  for (const code of ["EACCES", "EROFS", "ENOTDIR", "EISDIR"]) {
    assert.equal(cannotWrite("/x", failure(code)) instanceof InputError, true, code);
  }
  const full = cannotWrite("/x", failure("ENOSPC"));
  assert.equal(full instanceof InputError, false);
  assert.equal(full.message.startsWith("Cannot write /x: the disk is full"), true);
});
