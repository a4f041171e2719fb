import assert from "node:assert/strict";
import { join } from "node:path";
import { loadDataset } from "../../data/mod.ts";
import { InputError } from "../../src/errors.ts";
import { COLOURS, GREY } from "./image_files.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

Deno.test("loadDataset() gives the shapes whole, whatever the seed of the run", async () => {
  const dataset = await loadDataset({ name: "shapes", seed: 7 });
  assert.deepEqual(
    [dataset.name, dataset.classes.length, dataset.train.count, dataset.test.count],
    ["shapes", 10, 2500, 500],
  );
  assert.equal(dataset.digest, (await loadDataset({ name: "shapes", seed: 8 })).digest);
});

Deno.test("loadDataset() limits the shapes by the seed of the run", async () => {
  const load = (seed: number) => loadDataset({ name: "shapes", limit: 50, seed });
  const { train, test, digest } = await load(1);
  assert.deepEqual([train.count, test.count], [50, 10]);
  assert.equal((await load(1)).digest, digest);
  assert.notEqual((await load(2)).digest, digest);
  assert.ok(new Set(train.labels).size > 5, "images of all kinds, not the first class only");
});

Deno.test("loadDataset() reads an image folder by its path", async () => {
  using folder = new TemporaryFolder();
  for (const [name, bytes] of [["a", COLOURS], ["b", GREY]] as const) {
    await Deno.mkdir(join(folder.path, "train", name), { recursive: true });
    for (let i = 0; i < 6; i++) {
      await Deno.writeFile(join(folder.path, "train", name, `${i}.png`), bytes);
    }
  }
  const { name, classes, train, test } = await loadDataset({ name: folder.path, imageSize: 8 });
  assert.deepEqual([name, classes], [folder.path, ["a", "b"]]);
  assert.deepEqual([train.count, test.count, train.shape], [10, 2, [8, 8, 3]]);
});

Deno.test("loadDataset() says in one line what is wrong with the call", async () => {
  using folder = new TemporaryFolder();
  await Deno.writeTextFile(join(folder.path, "list.txt"), "");
  const calls: [Parameters<typeof loadDataset>[0], RegExp][] = [
    [{ name: "cifar11" }, /"cifar11": no folder.*expected shapes, cifar10, cifar100 or a folder/],
    [{ name: join(folder.path, "list.txt") }, /list.txt": it is a file, expected shapes/],
    [
      { name: join(folder.path, "list.txt", "x") },
      /a part of the path is a file, expected shapes/,
    ],
    [{ name: "cifar10" }, /--data-dir or a cache folder/],
    [{ name: "cifar100", dataDir: folder.path }, /CIFAR-100: .* holds list.txt/],
    [{ name: "shapes", limit: 2501 }, /2501 training/],
    [{ name: "shapes", limit: 0 }, /found 0, expected a whole number of at least 10/],
  ];
  for (const [options, message] of calls) {
    await assert.rejects(loadDataset(options), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  }
});
