import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { readCifar } from "../../data/cifar.ts";
import { cachedCifar } from "../../data/cifar_cache.ts";
import type { RemoteFile } from "../../data/download.ts";
import { InputError } from "../../src/errors.ts";
import { Rng } from "../../src/rng.ts";
import { TINY, writeTiny } from "./cifar_files.ts";
import { FileServer, partOf } from "./file_server.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** The archive as GNU tar and gzip write it. */
async function packed(without: readonly string[] = []): Promise<Uint8Array<ArrayBuffer>> {
  using folder = new TemporaryFolder();
  await writeTiny(join(folder.path, TINY.folder));
  await Deno.writeTextFile(join(folder.path, TINY.folder, "tiny.meta.txt"), "not needed");
  for (const name of without) await Deno.remove(join(folder.path, TINY.folder, name));
  const archive = join(folder.path, "tiny.tar.gz");
  const order = ["train_2.bin", "tiny.meta.txt", "test.bin", "train_1.bin"] // as in CIFAR-10's own archive, a
    .filter((name) => !without.includes(name)) // file that is not needed is between the others
    .map((name) => `${TINY.folder}/${name}`);
  const tar = new Deno.Command("tar", { args: ["-czf", archive, "-C", folder.path, ...order] });
  assert.ok((await tar.output()).success);
  return await Deno.readFile(archive);
}

const ARCHIVE = await packed();

const sourceOf = (archive: Uint8Array, url: string): RemoteFile => ({
  url,
  size: archive.length,
  md5: createHash("md5").update(archive).digest("hex"),
});

const namesIn = (folder: string) =>
  [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();

Deno.test("cachedCifar() downloads once, unpacks the data files and leaves no archive", async () => {
  using folder = new TemporaryFolder();
  const cache = join(folder.path, "deep", "cache");
  await using server = new FileServer((from) => partOf(ARCHIVE, from));
  const source = sourceOf(ARCHIVE, server.url("tiny.tar.gz"));
  const found = await cachedCifar(TINY, cache, { source });
  assert.equal(found, join(cache, "tiny-binary"));
  assert.deepEqual(namesIn(cache), [".lock", "tiny-binary"]);
  assert.deepEqual(namesIn(found), ["test.bin", "train_1.bin", "train_2.bin"]);
  const { train } = await readCifar(found, TINY, { rng: new Rng(1) });
  assert.equal(train.count, 30);

  await cachedCifar(TINY, cache, { source });
  assert.deepEqual(server.asked, ["whole"]);
});

Deno.test("cachedCifar() downloads once for several processes that ask at the same time", async () => {
  using folder = new TemporaryFolder();
  await using server = new FileServer((from) => partOf(ARCHIVE, from));
  const source = sourceOf(ARCHIVE, server.url("tiny.tar.gz"));
  await Promise.all([1, 2, 3].map(() => cachedCifar(TINY, folder.path, { source })));
  assert.deepEqual(server.asked, ["whole"]);
});

Deno.test("cachedCifar() continues the download of an earlier process", async () => {
  using folder = new TemporaryFolder();
  await Deno.writeFile(join(folder.path, "tiny.tar.gz.part"), ARCHIVE.subarray(0, 100));
  await Deno.mkdir(join(folder.path, "tiny-binary.part")); // it was killed while unpacking, long ago
  await using server = new FileServer((from) => partOf(ARCHIVE, from));
  const source = sourceOf(ARCHIVE, server.url("tiny.tar.gz"));
  await cachedCifar(TINY, folder.path, { source });
  assert.deepEqual(server.asked, ["bytes=100-"]);
});

Deno.test("cachedCifar() unpacks an archive that the user put there, and keeps it", async () => {
  using folder = new TemporaryFolder();
  await Deno.writeFile(join(folder.path, "tiny.tar.gz"), ARCHIVE);
  const source = sourceOf(ARCHIVE, "http://127.0.0.1:9/tiny.tar.gz");
  await cachedCifar(TINY, folder.path, { source });
  assert.deepEqual(namesIn(folder.path), [".lock", "tiny-binary", "tiny.tar.gz"]);

  await Deno.remove(join(folder.path, "tiny-binary"), { recursive: true });
  await Deno.writeFile(join(folder.path, "tiny.tar.gz"), ARCHIVE.subarray(1));
  await assert.rejects(
    cachedCifar(TINY, folder.path, { source }),
    /Cannot unpack .*tiny.tar.gz: found the MD5 sum [0-9a-f]{32}, expected [0-9a-f]{32} \(delete it/,
  );
});

Deno.test("cachedCifar() unpacks all of the files or none", async () => {
  using folder = new TemporaryFolder();
  const archive = await packed(["test.bin"]);
  await Deno.writeFile(join(folder.path, "tiny.tar.gz"), archive);
  await assert.rejects(
    cachedCifar(TINY, folder.path, { source: sourceOf(archive, "http://127.0.0.1:9/tiny.tar.gz") }),
    /tiny.tar.gz lacks test.bin/,
  );
  assert.deepEqual(namesIn(folder.path), [".lock", "tiny.tar.gz"]);
});

Deno.test("cachedCifar() without a network names both remedies in one line", async () => {
  using folder = new TemporaryFolder();
  const closed = new FileServer(() => new Response());
  const source = sourceOf(ARCHIVE, closed.url("tiny.tar.gz"));
  await closed[Symbol.asyncDispose]();
  await assert.rejects(cachedCifar(TINY, folder.path, { source }), (error) => {
    assert.ok(error instanceof InputError);
    assert.match(
      error.message,
      /^Cannot download [^\n]*`dataDir`[^\n]*tiny.tar.gz into the cache folder/,
    );
    assert.ok(error.message.includes(folder.path));
    return true;
  });
});

Deno.test("cachedCifar() names the cache folder that it cannot write", async () => {
  using folder = new TemporaryFolder();
  const file = join(folder.path, "file");
  await Deno.writeTextFile(file, "");
  await assert.rejects(
    cachedCifar(TINY, join(file, "cache")),
    /^InputError: Cannot fill the cache folder .*file.cache with TINY: .*`dataDir`/,
  );
});
