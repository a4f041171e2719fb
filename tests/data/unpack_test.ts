import assert from "node:assert/strict";
import { join } from "node:path";
import { unpack } from "../../data/unpack.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const MEGABYTES = Uint8Array.from({ length: 5_000_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24);

/** Packs files as GNU tar and gzip do, in the order given. */
async function pack(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  await Deno.mkdir(join(folder, "in"));
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.writeFile(join(folder, "in", name), bytes);
  }
  const archive = join(folder, "archive.tar.gz");
  const names = Object.keys(files).map((name) => `in/${name}`);
  const tar = new Deno.Command("tar", { args: ["-czf", archive, "-C", folder, ...names] });
  assert.ok((await tar.output()).success);
  return archive;
}

Deno.test("unpack() skips files between large ones, as in CIFAR-10's archive", async () => {
  using folder = new TemporaryFolder();
  const archive = await pack(folder.path, {
    "1.bin": MEGABYTES,
    "meta.txt": new Uint8Array(60),
    "2.bin": MEGABYTES.toReversed(),
    "readme.html": new Uint8Array(88),
    "3.bin": MEGABYTES,
  });
  const out = join(folder.path, "out");
  await unpack(archive, out, ["1.bin", "2.bin", "3.bin"]);
  assert.deepEqual([...Deno.readDirSync(out)].map(({ name }) => name).toSorted(), [
    "1.bin",
    "2.bin",
    "3.bin",
  ]);
  assert.ok(
    (await Deno.readFile(join(out, "2.bin"))).every((byte, i) =>
      byte === MEGABYTES[MEGABYTES.length - 1 - i]
    ),
  );
});

Deno.test("unpack() writes nothing if the archive is cut, damaged, or lacks a file", async () => {
  using folder = new TemporaryFolder();
  const archive = await pack(folder.path, { "1.bin": MEGABYTES, "2.bin": MEGABYTES });
  const whole = await Deno.readFile(archive);
  for (
    const bytes of [whole.subarray(0, whole.length / 2), whole.subarray(0, 5), new Uint8Array(900)]
  ) {
    await Deno.writeFile(archive, bytes);
    await assert.rejects(unpack(archive, join(folder.path, "out"), ["1.bin", "2.bin"]));
  }
  await Deno.writeFile(archive, whole);
  await assert.rejects(
    unpack(archive, join(folder.path, "out"), ["1.bin", "9.bin"]),
    /lacks 9.bin/,
  );
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name).toSorted(), [
    "archive.tar.gz",
    "in",
  ]);
});

Deno.test("unpack() stops when its signal aborts", async () => {
  using folder = new TemporaryFolder();
  const archive = await pack(folder.path, { "1.bin": MEGABYTES });
  const signal = AbortSignal.abort(new Error("Ctrl-C"));
  await assert.rejects(unpack(archive, join(folder.path, "out"), ["1.bin"], signal), /Ctrl-C/);
});
