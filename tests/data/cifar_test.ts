import assert from "node:assert/strict";
import { join } from "node:path";
import { readCifar } from "../../data/cifar.ts";
import { CIFAR_LAYOUTS } from "../../data/cifar_layouts.ts";
import { InputError } from "../../src/errors.ts";
import { Rng } from "../../src/rng.ts";
import { TINY, writeTiny } from "./cifar_files.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const rng = new Rng(1);

/** The red of each image's first pixel, by which the hand-made records are known. */
const reds = (pixels: Uint8Array) => [...pixels].filter((_, i) => i % 3072 === 0);

Deno.test("readCifar() turns planes into pixels and takes the fine labels", async () => {
  using folder = new TemporaryFolder();
  await writeTiny(folder.path);
  const { classes, train, test } = await readCifar(folder.path, TINY, { rng });
  assert.deepEqual(classes, ["cat", "dog", "oak"]);
  assert.deepEqual([train.count, test.count, train.shape], [30, 6, [32, 32, 3]]);
  assert.deepEqual(reds(train.pixels), Array.from({ length: 30 }, (_, i) => i));
  assert.deepEqual(reds(test.pixels), [100, 101, 102, 103, 104, 105]);
  assert.deepEqual([...train.pixels.subarray(3072 * 21, 3072 * 21 + 9)], [
    ...[21, 0, 255],
    ...[21, 1, 254],
    ...[21, 2, 253],
  ]);
  assert.deepEqual([...test.labels], [0, 1, 2, 0, 1, 2]);
});

Deno.test("readCifar() reads the coarse labels if `labels` names them", async () => {
  using folder = new TemporaryFolder();
  await writeTiny(folder.path);
  const { classes, test } = await readCifar(folder.path, TINY, { rng, labels: "coarse" });
  assert.deepEqual(classes, ["animal", "plant"]);
  assert.deepEqual([...test.labels], [0, 1, 0, 1, 0, 1]);
  await assert.rejects(
    readCifar(folder.path, TINY, { rng, labels: "middling" }),
    /"middling" of TINY: it has "coarse" and "fine"/,
  );
});

Deno.test("readCifar() with a limit reads the same seeded choice across files each time", async () => {
  using folder = new TemporaryFolder();
  await writeTiny(folder.path);
  const read = async (seed: number) => {
    const { train, test } = await readCifar(folder.path, TINY, { rng: new Rng(seed), limit: 15 });
    assert.deepEqual([train.count, test.count], [15, 3]);
    const records = reds(train.pixels);
    // Red is the record's number in both files together; its label is the number in its own file modulo 3.
    assert.deepEqual(
      [...train.labels],
      records.map((record) => (record < 20 ? record : record - 20) % 3),
    );
    return records;
  };
  assert.deepEqual(await read(1), await read(1));
  assert.notDeepEqual(await read(1), await read(2));
  assert.equal(new Set(await read(1)).size, 15);
});

Deno.test("readCifar() reports its progress in records", async () => {
  using folder = new TemporaryFolder();
  await writeTiny(folder.path);
  const seen: string[] = [];
  await readCifar(folder.path, TINY, {
    rng,
    progress: ({ what, done, total }) => seen.push(`${what} ${done}/${total}`),
  });
  assert.deepEqual(seen, ["read TINY 20/36", "read TINY 30/36", "read TINY 36/36"]);
});

Deno.test("readCifar() stops when its signal aborts", async () => {
  using folder = new TemporaryFolder();
  await writeTiny(folder.path);
  const signal = AbortSignal.abort(new Error("enough"));
  await assert.rejects(readCifar(folder.path, TINY, { rng, signal }), /enough/);
});

const damages: Record<string, [damage: (path: string) => Promise<void>, message: RegExp]> = {
  "is missing": [
    (path) => Deno.remove(path),
    /train_2.bin: no such file or folder; expected 30740 bytes/,
  ],
  "is empty": [
    (path) => Deno.truncate(path),
    /train_2.bin: found an empty file, expected 30740 .*cut/,
  ],
  "is cut": [
    (path) => Deno.truncate(path, 30739),
    /train_2.bin: found 30739 bytes, expected 30740 \(10 records of 3074 bytes; the file is cut/,
  ],
  "lacks a complete record": [
    (path) => Deno.truncate(path, 9 * 3074),
    /train_2.bin: found 27666 bytes, expected 30740/,
  ],
  "is too long": [
    (path) => Deno.writeFile(path, Uint8Array.of(0), { append: true }),
    /train_2.bin: found 30741 bytes.*not a file of TINY/,
  ],
  "has an impossible label": [
    (path) => patch(path, 7 * 3074 + 1, 3),
    /train_2.bin: found fine label 3 in record 7, expected 0 to 2/,
  ],
  "has an impossible label of the kind that is not used": [
    (path) => patch(path, 4 * 3074, 200),
    /train_2.bin: found coarse label 200 in record 4, expected 0 to 1/,
  ],
  "holds nothing but zeros": [
    (path) => Deno.writeFile(path, new Uint8Array(30740)),
    /train_2.bin: found coarse label 0 in all 10 records/,
  ],
};

async function patch(path: string, at: number, byte: number): Promise<void> {
  await Deno.writeFile(path, (await Deno.readFile(path)).with(at, byte));
}

for (const [name, [damage, message]] of Object.entries(damages)) {
  Deno.test(`readCifar() refuses a file that ${name}`, async () => {
    using folder = new TemporaryFolder();
    await writeTiny(folder.path);
    await damage(join(folder.path, "train_2.bin"));
    await assert.rejects(readCifar(folder.path, TINY, { rng, limit: 10 }), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("the layouts are the official ones: sizes, labels and classes", () => {
  const { cifar10, cifar100 } = CIFAR_LAYOUTS;
  const count = (layout: typeof cifar10, part: string) =>
    layout.files.filter((file) => file.part === part).reduce(
      (sum, { records }) => sum + records,
      0,
    );
  for (const layout of [cifar10, cifar100]) {
    assert.deepEqual([count(layout, "train"), count(layout, "test")], [50_000, 10_000]);
  }
  assert.deepEqual(cifar10.labels.map(({ classes }) => classes.length), [10]);
  assert.deepEqual(cifar100.labels.map(({ classes }) => classes.length), [20, 100]);
  for (const { classes } of [...cifar10.labels, ...cifar100.labels]) {
    assert.deepEqual(classes, [...new Set(classes)].toSorted(), "alphabetical, none twice");
  }
});

Deno.test("readCifar() reads CIFAR-10's six files of 30,730,000 bytes", async () => {
  using folder = new TemporaryFolder();
  for (const { name } of CIFAR_LAYOUTS.cifar10.files) {
    const bytes = new Uint8Array(30_730_000);
    for (let record = 0; record < 10_000; record++) bytes[record * 3073] = record % 10;
    await Deno.writeFile(join(folder.path, name), bytes);
  }
  const read = await readCifar(folder.path, CIFAR_LAYOUTS.cifar10, { rng, limit: 1000 });
  assert.deepEqual([read.train.count, read.test.count, read.classes[9]], [1000, 200, "truck"]);
});
