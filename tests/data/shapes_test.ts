import assert from "node:assert/strict";
import {
  Batches,
  digestOf,
  type ImageBatch,
  type Images,
  normalizationOf,
  SHAPE_CLASSES,
  shapes,
} from "../../data/mod.ts";
import { Rng } from "../../src/rng.ts";
import { SoftmaxRegression } from "./softmax_regression.ts";

const { train, test } = shapes();

Deno.test("shapes() draws the same bytes on every machine", () => {
  assert.equal(
    digestOf(train, test),
    "sha256:83c9235d409e19fd3d69b8136cbaad7831b37d6880f92e0139d178e3b662ad66",
  );
});

Deno.test("shapes() draws 2,500 and 500 color images of 32 x 32, as many of each class", () => {
  assert.deepEqual([train.count, train.shape, test.count], [2500, [32, 32, 3], 500]);
  assert.equal(SHAPE_CLASSES.length, 10);
  for (const label of SHAPE_CLASSES.keys()) {
    assert.equal(train.labels.filter((one) => one === label).length, 250);
    assert.equal(test.labels.filter((one) => one === label).length, 50);
  }
});

Deno.test("shapes() begins with the same images for any number of images", () => {
  const few = shapes({ train: 20, test: 5 });
  assert.deepEqual(few.train.pixels, train.pixels.slice(0, 20 * 3072));
  assert.deepEqual(few.test.pixels, test.pixels.slice(0, 5 * 3072));
});

Deno.test("shapes() draws different images from each seed, and no image twice", () => {
  assert.notDeepEqual(
    shapes({ train: 3, test: 0, seed: 2 }).train.pixels,
    train.pixels.slice(0, 9216),
  );
  const images = [train, test].flatMap(({ count, pixels }) =>
    Array.from({ length: count }, (_, i) => pixels.subarray(i * 3072, (i + 1) * 3072).join())
  );
  assert.equal(new Set(images).size, 3000);
});

Deno.test("a linear model of the shapes stays far below 60 % on the test images", async () => {
  const inputs = async (images: Images): Promise<ImageBatch> => {
    using batches = new Batches(images, {
      batchSize: images.count,
      normalization: normalizationOf(train),
      worker: false,
    });
    const [all] = await Array.fromAsync(batches.sequential());
    assert.ok(all !== undefined);
    return all;
  };
  const training = await inputs(train);
  const model = new SoftmaxRegression(3072, 10);
  model.train(training, 6, 0.0005, new Rng(1));
  assert.ok(model.accuracy(training) > 0.3, "it has learned what it can");
  const accuracy = model.accuracy(await inputs(test));
  assert.ok(accuracy < 0.4, `test accuracy ${accuracy}`);
});
