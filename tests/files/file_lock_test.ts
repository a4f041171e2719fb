import assert from "node:assert/strict";
import { join } from "node:path";
import { LOCK_NAME, lockFile, tryLockFile } from "../../src/files/file_lock.ts";
import { Folder } from "../report/folder.ts";

Deno.test("lockFile() has one holder at a time, and a wait can be aborted", async () => {
  using folder = new Folder();
  const path = join(folder.path, LOCK_NAME);
  const first = await lockFile(path);
  const reason = new Error("no patience");
  await assert.rejects(lockFile(path, AbortSignal.abort(reason)), /no patience/);
  let entered = false;
  const second = lockFile(path).then((lock) => {
    entered = true;
    return lock;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(entered, false);
  first[Symbol.dispose]();
  (await second)[Symbol.dispose]();
});

Deno.test("tryLockFile() does not wait, and leaves an empty file", async () => {
  using folder = new Folder();
  const path = join(folder.path, LOCK_NAME);
  {
    using lock = await tryLockFile(path);
    assert.ok(lock !== null);
    assert.equal(await tryLockFile(path), null);
  }
  using again = await tryLockFile(path);
  assert.ok(again !== null);
  assert.deepEqual(folder.names, [LOCK_NAME]);
  assert.equal((await Deno.stat(path)).size, 0);
});

Deno.test("the lock of another process ends with that process, however it ends", async () => {
  using folder = new Folder();
  const path = join(folder.path, LOCK_NAME);
  const module = new URL("../../src/files/file_lock.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `const { lockFile } = await import(${JSON.stringify(module)});
       const lock = await lockFile(${JSON.stringify(path)});
       console.log("locked", lock);
       await new Promise((resolve) => setTimeout(resolve, 60_000));`,
    ],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  assert.equal(await tryLockFile(path), null);
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  using lock = await lockFile(path);
  assert.ok(lock);
});
