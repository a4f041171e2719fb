import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { readImageFolder } from "../../data/image_folder.ts";
import { InputError } from "../../src/errors.ts";
import { Rng } from "../../src/rng.ts";
import { CLEAR, COLORS, FLAT_JPEG, GRAY, TURNED_JPEG, WIDE } from "./image_files.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const options = { imageSize: 2, rng: new Rng(1) };

async function write(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
    await Deno.writeFile(join(folder, name), bytes);
  }
}

/** As many copies of an image as a class needs. */
function copies(name: string, count: number, bytes = COLORS): Record<string, Uint8Array> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}/${i}.png`, bytes]));
}

async function refuses(folder: string, message: RegExp, more = {}): Promise<void> {
  await assert.rejects(readImageFolder(folder, { ...options, ...more }), (error) => {
    assert.ok(error instanceof InputError, String(error));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}

Deno.test("readImageFolder() reads color, gray and transparent images with the pixels that Pillow wrote", async () => {
  using folder = new TemporaryFolder();
  await write(folder.path, {
    "train/a/1-colors.png": COLORS,
    "train/a/2-gray.PNG": GRAY,
    "train/b/clear.png": CLEAR,
    "test/a/x.png": COLORS,
  });
  const { train } = await readImageFolder(folder.path, options);
  assert.deepEqual(train.shape, [2, 2, 3]);
  const pixels = Array.from({ length: 12 }, (_, i) => [...train.pixels.subarray(3 * i, 3 * i + 3)]);
  assert.deepEqual(pixels.slice(0, 4), [[255, 0, 0], [0, 255, 0], [0, 0, 255], [250, 251, 252]]);
  assert.deepEqual(pixels.slice(4, 8), [0, 100, 200, 255].map((gray) => [gray, gray, gray]));
  const white = [255, 255, 255];
  assert.deepEqual(pixels.slice(8), [[10, 20, 30], white, [200, 100, 0], white]);
});

Deno.test("readImageFolder() scales, crops at the center and rotates images by their EXIF orientation", async () => {
  using folder = new TemporaryFolder();
  await write(folder.path, {
    "train/a/wide.png": WIDE,
    "train/b/flat.jpeg": FLAT_JPEG,
    "train/b/turned.jpg": TURNED_JPEG,
    "test/a/wide.png": WIDE,
  });
  const { train } = await readImageFolder(folder.path, options);
  assert.deepEqual([...train.pixels.subarray(0, 12)], Array(12).fill(255), "the white middle");
  for (const [i, value] of [199, 60, 29, 199, 60, 29].entries()) {
    assert.ok(Math.abs((train.pixels[12 + i] ?? 0) - value) <= 1);
  }
  const [left = 255, right = 0] = [train.pixels[24], train.pixels[27]];
  assert.ok(left < 30 && right > 225, `left ${left}, right ${right}`);
});

Deno.test("readImageFolder() sorts classes and files, reads subfolders and skips other files", async () => {
  using folder = new TemporaryFolder();
  await write(folder.path, {
    ...copies("train/dog", 2),
    ...copies("train/Zebra", 1),
    ...copies("train/cat/images", 3),
    "train/cat/list.txt": new Uint8Array(),
    "train/cat/._0.png": new Uint8Array(),
    "train/.cache/x.png": COLORS,
    "train/readme.md": new Uint8Array(),
    ...copies("validation/dog", 1),
  });
  const { classes, train, test } = await readImageFolder(folder.path, options);
  assert.deepEqual(classes, ["Zebra", "cat", "dog"]);
  assert.deepEqual([...train.labels], [0, 1, 1, 1, 2, 2]);
  assert.deepEqual([...test.labels], [2]);
});

Deno.test("readImageFolder() prefers test to val, and val to validation", async () => {
  using folder = new TemporaryFolder();
  await write(folder.path, {
    ...copies("train/a", 2),
    ...copies("train/b", 2),
    ...copies("validation/a", 3),
    ...copies("val/a", 5),
  });
  assert.equal((await readImageFolder(folder.path, options)).test.count, 5);
  await write(folder.path, copies("test/b", 7));
  assert.equal((await readImageFolder(folder.path, options)).test.count, 7);
});

Deno.test("readImageFolder() takes a sixth of the training images for testing if there is no test folder", async () => {
  using folder = new TemporaryFolder();
  await write(folder.path, { ...copies("train/a", 30), ...copies("train/b", 30, GRAY) });
  const read = (seed: number) => readImageFolder(folder.path, { ...options, rng: new Rng(seed) });
  const { train, test } = await read(1);
  assert.deepEqual([train.count, test.count], [50, 10]);
  const ofA = [train, test].map(({ labels }) => labels.filter((label) => label === 0).length);
  assert.equal((ofA[0] ?? 0) + (ofA[1] ?? 0), 30);
  assert.deepEqual((await read(1)).test.labels, test.labels);
  assert.notDeepEqual((await read(2)).train.labels, train.labels);
});

Deno.test("readImageFolder() decodes only the images that a limit leaves", async () => {
  using folder = new TemporaryFolder();
  await write(folder.path, {
    ...copies("train/a", 20),
    ...copies("train/b", 20),
    ...copies("test/a", 9),
  });
  const totals: number[] = [];
  const { train, test } = await readImageFolder(folder.path, {
    ...options,
    limit: 20,
    progress: ({ total }) => totals.push(total),
  });
  assert.deepEqual([train.count, test.count], [20, 4]);
  assert.deepEqual([...new Set(totals)], [20, 4]);
  await refuses(folder.path, /41 training and 8 test.*found 40 and 9/, { limit: 41 });
});

Deno.test("readImageFolder() names a file that is no image or an incomplete one", async () => {
  for (
    const bytes of [
      new Uint8Array(),
      Uint8Array.of(1, 2, 3),
      COLORS.subarray(0, 60),
      FLAT_JPEG.subarray(0, 500),
    ]
  ) {
    using folder = new TemporaryFolder();
    await write(folder.path, { ...copies("train/a", 3), ...copies("train/b", 3) });
    await write(folder.path, { "train/b/broken.png": bytes, "test/a/x.png": COLORS });
    await refuses(
      folder.path,
      /Cannot read .*train.b.broken.png: .*expected a complete JPEG or PNG/,
    );
  }
});

Deno.test("readImageFolder() says which folder is wrong and why", async () => {
  using folder = new TemporaryFolder();
  const at = (name: string) => join(folder.path, name);
  await Deno.mkdir(at("empty"));
  await refuses(at("empty"), /found no folder train in it, expected train\/<class>\/\*.jpg/);
  await refuses(at("nowhere"), /Cannot read the folder .*nowhere/);
  await write(at("flat"), { "train/1.png": COLORS });
  await refuses(at("flat"), /found no class folders, expected at least 2/);
  await write(at("one"), copies("train/cat", 2));
  await refuses(at("one"), /found only the class cat, expected at least 2/);
  await write(at("hollow"), { ...copies("train/cat", 2), "train/dog/dog.gif": COLORS });
  await refuses(at("hollow"), /train.dog: found no images, expected files ending in .jpg/);
  await write(at("unknown-class"), {
    ...copies("train/cat", 2),
    ...copies("train/dog", 2),
    ...copies("test/cow", 2),
  });
  await refuses(
    at("unknown-class"),
    /test.cow: no training folder has that class, expected cat, dog/,
  );
  for (const imageSize of [0, -32, 1.5, NaN, 5000]) {
    await refuses(at("unknown-class"), /expected a whole number from 1 to 1024/, { imageSize });
  }
});

for (
  const [format, bytes, message] of [
    [
      "GIF",
      "GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
      /in GIF format/,
    ],
    ["SVG", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"></svg>', /in SVG format/],
    [
      "WebP",
      "RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0",
      /in WebP format/,
    ],
    ["BMP", "BM\x3a\0\0\0", /in BMP format/],
    ["text", "hello", /it is no image/],
  ] as const
) {
  Deno.test(`readImageFolder() decodes no ${format} under the name of a PNG`, async () => {
    using folder = new TemporaryFolder();
    const latin1 = Uint8Array.from(bytes, (char) => char.charCodeAt(0));
    await write(folder.path, {
      ...copies("train/a", 2),
      ...copies("train/b", 2, latin1),
      ...copies("test/a", 1),
    });
    await refuses(folder.path, message);
    await refuses(folder.path, /train\/b\/\d\.png: .*; expected a complete JPEG or PNG image/);
  });
}

Deno.test("readImageFolder() follows links inside the folder, and a link in place of train", async () => {
  using folder = new TemporaryFolder();
  await write(folder.path, {
    ...copies("data/real/a", 2),
    ...copies("data/real/b", 2),
    ...copies("data/test/a", 1),
  });
  const data = join(folder.path, "data");
  await Deno.rename(join(data, "real"), join(folder.path, "elsewhere"));
  await Deno.symlink("../elsewhere", join(data, "train"));
  await Deno.symlink("0.png", join(folder.path, "elsewhere/a/linked.png"));
  await Deno.symlink("../a", join(folder.path, "elsewhere/b/more"));
  const { train } = await readImageFolder(data, options);
  assert.equal(train.count, 3 + 5);
});

for (
  const [what, make, message] of [
    [
      "a link to an image of another folder",
      (at: string) => Deno.symlink("../../../secret.png", `${at}/x.png`),
      /x\.png: it is a link out of/,
    ],
    [
      "a link to a folder elsewhere",
      (at: string) => Deno.symlink("../../..", `${at}/x`),
      /x: it is a link out of/,
    ],
    [
      "a link to a folder above",
      (at: string) => Deno.symlink("..", `${at}/x`),
      /it is a link to a folder above it/,
    ],
    [
      "a link to a device",
      (at: string) => Deno.symlink("/dev/zero", `${at}/x.png`),
      /x\.png: it is a pipe or a device/,
    ],
    [
      "a pipe",
      (at: string) => new Deno.Command("mkfifo", { args: [`${at}/x.png`] }).output(),
      /x\.png: it is a pipe or a device/,
    ],
  ] as const
) {
  Deno.test(`readImageFolder() refuses ${what}`, async () => {
    using folder = new TemporaryFolder();
    await write(folder.path, {
      "secret.png": COLORS,
      ...copies("data/train/a", 2),
      ...copies("data/train/b", 2),
      ...copies("data/test/a", 1),
    });
    await make(join(folder.path, "data/train/a"));
    await refuses(join(folder.path, "data"), message);
  });
}
