import assert from "node:assert/strict";
import { join } from "node:path";
import { download, type DownloadOptions, type RemoteFile } from "../../data/download.ts";
import { InputError } from "../../src/errors.ts";
import { BrokenServer, FileServer, partOf } from "./file_server.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

// yes 0123456789 | head -c 300000 | md5sum
const LINE = new TextEncoder().encode("0123456789\n");
const FILE = Uint8Array.from({ length: 300_000 }, (_, i) => LINE[i % LINE.length] ?? 0);
const MD5 = "40f93cd3cb44768f0969d41fae1af890";

const sourceAt = (url: string): RemoteFile => ({ url, size: FILE.length, md5: MD5 });
const options: DownloadOptions = { remedy: "use the other way" };

async function refuses(work: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof InputError, String(error));
    assert.match(error.message, message);
    assert.match(error.message, /^Cannot download http.*\(use the other way\)$/);
    return true;
  });
}

Deno.test("download() fetches a file once and leaves nothing else behind", async () => {
  using folder = new TemporaryFolder();
  await using server = new FileServer((from) => partOf(FILE, from));
  const seen: number[] = [];
  await download(sourceAt(server.url("file.bin")), join(folder.path, "file.bin"), {
    ...options,
    progress: ({ what, done, total }) => {
      assert.equal(what, "download file.bin");
      assert.equal(total, FILE.length);
      seen.push(done);
    },
  });
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["file.bin"]);
  assert.deepEqual(await Deno.readFile(join(folder.path, "file.bin")), FILE);
  assert.deepEqual(server.asked, ["whole"]);
  assert.equal(seen.at(-1), FILE.length);
});

Deno.test("download() continues where an earlier attempt stopped", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "file.bin");
  await Deno.writeFile(`${path}.part`, FILE.subarray(0, 123_456));
  await using server = new FileServer((from) => partOf(FILE, from));
  await download(sourceAt(server.url("file.bin")), path, options);
  assert.deepEqual(server.asked, ["bytes=123456-"]);
  assert.deepEqual(await Deno.readFile(path), FILE);
});

Deno.test("download() reconnects as long as each attempt brings new bytes", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "file.bin");
  await using server = new BrokenServer(FILE, 80_000);
  await download(sourceAt(server.url), path, options);
  assert.deepEqual(server.asked, [0, 80_000, 160_000, 240_000]);
  assert.deepEqual(await Deno.readFile(path), FILE);
});

Deno.test("download() gives up if a connection brings no bytes, and keeps those it has", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "file.bin");
  await Deno.writeFile(`${path}.part`, FILE.subarray(0, 1000));
  await using server = new BrokenServer(FILE, 0);
  await refuses(download(sourceAt(server.url), path, options), /./);
  assert.deepEqual(server.asked, [1000]);
  assert.equal((await Deno.stat(`${path}.part`)).size, 1000);
});

Deno.test("download() starts again if the server does not support ranges", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "file.bin");
  await Deno.writeFile(`${path}.part`, new Uint8Array(1000));
  await using server = new FileServer(() => new Response(FILE));
  await download(sourceAt(server.url("file.bin")), path, options);
  assert.deepEqual(await Deno.readFile(path), FILE);
});

Deno.test("download() names both checksums and deletes the wrong file, so that the next attempt starts again", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "file.bin");
  await Deno.writeFile(`${path}.part`, new Uint8Array(1000)); // not the file's beginning
  await using server = new FileServer((from) => partOf(FILE, from));
  const source = sourceAt(server.url("file.bin"));
  await refuses(
    download(source, path, options),
    new RegExp(`has the MD5 sum [0-9a-f]{32}, expected ${MD5}; it was deleted`),
  );
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
  await download(source, path, options);
  assert.deepEqual(await Deno.readFile(path), FILE);
});

Deno.test("download() verifies a complete part file without the network", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "file.bin");
  await Deno.writeFile(`${path}.part`, FILE);
  await download(sourceAt("http://127.0.0.1:9/file.bin"), path, options);
  assert.deepEqual(await Deno.readFile(path), FILE);
});

Deno.test("download() refuses an HTTP error and a response of the wrong size", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "file.bin");
  await using missing = new FileServer(() => new Response("not found", { status: 404 }));
  await refuses(
    download(sourceAt(missing.url("f")), path, options),
    /the server sent HTTP status 404/,
  );
  await using portal = new FileServer(() => new Response("<html>Please log in"));
  await refuses(
    download(sourceAt(portal.url("f")), path, options),
    /the server sent 19 bytes, expected 300000 bytes/,
  );
  await using endless = new FileServer(() => new Response(ReadableStream.from([FILE, FILE])));
  await refuses(
    download(sourceAt(endless.url("f")), path, options),
    /more than the expected 300000 bytes/,
  );
  assert.equal((await Deno.stat(`${path}.part`)).size, 0);
});

Deno.test("download() without a network names the cause and the remedy", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "file.bin");
  const closed = new FileServer(() => new Response(FILE));
  const url = closed.url("file.bin");
  await closed[Symbol.asyncDispose]();
  await refuses(download(sourceAt(url), path, options), /[Cc]onnection refused/);
});

Deno.test("download() gives up if the server sends nothing for too long", async () => {
  using folder = new TemporaryFolder();
  const firstBytes = () =>
    new ReadableStream({ start: (controller) => controller.enqueue(FILE.slice(0, 10)) });
  await using server = new FileServer(() => new Response(firstBytes()));
  await refuses(
    download(sourceAt(server.url("f")), join(folder.path, "f"), { ...options, patience: 0.2 }),
    /sent nothing for 0.2 s/,
  );
});

Deno.test("download() stops when its signal aborts and continues the next time", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "file.bin");
  const stop = new AbortController();
  await using server = new FileServer((from) =>
    from === 0
      ? new Response(
        new ReadableStream({ start: (controller) => controller.enqueue(FILE.slice(0, 5000)) }),
      )
      : partOf(FILE, from)
  );
  const source = sourceAt(server.url("file.bin"));
  await assert.rejects(
    download(source, path, {
      ...options,
      signal: stop.signal,
      progress: () => stop.abort(new Error("Ctrl-C")),
    }),
    /^Error: Ctrl-C$/,
  );
  await download(source, path, options);
  assert.deepEqual(server.asked, ["whole", "bytes=5000-"]);
  assert.deepEqual(await Deno.readFile(path), FILE);
});
