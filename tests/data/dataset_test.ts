import assert from "node:assert/strict";
import { join } from "node:path";
import { loadDataset, type LoadOptions } from "../../data/mod.ts";
import { InputError } from "../../src/errors.ts";
import { COLORS, GRAY } from "./image_files.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

Deno.test("loadDataset() gives the same complete shapes for every seed", async () => {
  const dataset = await loadDataset({ name: "shapes", seed: 7 });
  assert.deepEqual(
    [dataset.name, dataset.classes.length, dataset.train.count, dataset.test.count],
    ["shapes", 10, 2500, 500],
  );
  assert.equal(dataset.digest, (await loadDataset({ name: "shapes", seed: 8 })).digest);
});

Deno.test("loadDataset() chooses the limited shapes by seed", async () => {
  const load = (seed: number) => loadDataset({ name: "shapes", limit: 50, seed });
  const { train, test, digest } = await load(1);
  assert.deepEqual([train.count, test.count], [50, 10]);
  assert.equal((await load(1)).digest, digest);
  assert.notEqual((await load(2)).digest, digest);
  assert.ok(new Set(train.labels).size > 5, "images of all kinds, not the first class only");
});

Deno.test("loadDataset() reads an image folder by its path", async () => {
  using folder = new TemporaryFolder();
  for (const [name, bytes] of [["a", COLORS], ["b", GRAY]] as const) {
    await Deno.mkdir(join(folder.path, "train", name), { recursive: true });
    for (let i = 0; i < 6; i++) {
      await Deno.writeFile(join(folder.path, "train", name, `${i}.png`), bytes);
    }
  }
  const { name, classes, train, test } = await loadDataset({ name: folder.path, imageSize: 8 });
  assert.deepEqual([name, classes], [folder.path, ["a", "b"]]);
  assert.deepEqual([train.count, test.count, train.shape], [10, 2, [8, 8, 3]]);
});

Deno.test("loadDataset() refuses wrong options in one line", async () => {
  using folder = new TemporaryFolder();
  await Deno.writeTextFile(join(folder.path, "list.txt"), "");
  const calls: [options: LoadOptions, message: RegExp, option: string][] = [
    [
      { name: "cifar11" },
      /"cifar11": no folder.*expected shapes, cifar10, cifar100 or a folder/,
      "name",
    ],
    [{ name: join(folder.path, "list.txt") }, /list.txt": it is a file, expected shapes/, "name"],
    [
      { name: join(folder.path, "list.txt", "x") },
      /a part of the path is a file, expected shapes/,
      "name",
    ],
    [{ name: "cifar10" }, /give `dataDir` or `cacheDir`/, "dataDir"],
    [{ name: "cifar100", dataDir: folder.path }, /CIFAR-100: .* holds list.txt/, "dataDir"],
    [{ name: "shapes", limit: 2501 }, /2501 training/, "limit"],
    [{ name: "shapes", limit: 0 }, /found 0, expected a whole number of at least 10/, "limit"],
    [{ name: folder.path, imageSize: 0 }, /from 1 to 1024 \(correct `imageSize`\)/, "imageSize"],
  ];
  for (const [options, message, option] of calls) {
    await assert.rejects(loadDataset(options), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, message);
      assert.equal(error.option, option);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  }
});
