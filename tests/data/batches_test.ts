import assert from "node:assert/strict";
import fc from "fast-check";
import { Batches, type BatchesOptions, type ImageBatch, normalizationOf } from "../../data/mod.ts";
import { InputError } from "../../src/errors.ts";
import { Rng } from "../../src/rng.ts";
import { randomImages } from "./images.ts";

const images = randomImages(23); // image i has the label i
const normalization = normalizationOf(images);
const options: BatchesOptions = { batchSize: 5, normalization, rng: new Rng(1) };
const labelsOf = (batches: readonly ImageBatch[]) =>
  batches.map(({ fields: { labels } }) => [...labels]);

Deno.test("an epoch gives each image at most once and drops the last batch if it is not full", async () => {
  using batches = new Batches(images, options);
  const labels = labelsOf(await Array.fromAsync(batches.epoch(1)));
  assert.equal(batches.stepsPerEpoch, 4);
  assert.deepEqual(labels.map((batch) => batch.length), [5, 5, 5, 5]);
  assert.equal(new Set(labels.flat()).size, 20);
});

Deno.test("each epoch has its own order, which is the same each time", async () => {
  using batches = new Batches(images, options);
  const order = async (epoch: number) => labelsOf(await Array.fromAsync(batches.epoch(epoch)));
  assert.deepEqual(await order(1), await order(1));
  assert.notDeepEqual(await order(1), await order(2));
});

Deno.test("a worker makes the same bits as the calling thread, with and without augmentation", async () => {
  for (const augment of [{}, { flip: true }, { flip: true, pad: 2 }]) {
    using apart = new Batches(images, { ...options, augment });
    using inPlace = new Batches(images, { ...options, augment, worker: false });
    assert.deepEqual(
      await Array.fromAsync(apart.epoch(4)),
      await Array.fromAsync(inPlace.epoch(4)),
    );
    assert.deepEqual(
      await Array.fromAsync(apart.sequential()),
      await Array.fromAsync(inPlace.sequential()),
    );
  }
});

Deno.test("an epoch resumed at step k gives the remaining batches of the complete epoch, bit for bit", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(5), fc.nat(9), fc.nat(), async (from, epoch, seed) => {
      const augmented = { ...options, augment: { flip: true, pad: 1 }, worker: false };
      using whole = new Batches(images, { ...augmented, rng: new Rng(seed) });
      using resumed = new Batches(images, { ...augmented, rng: new Rng(seed) });
      assert.deepEqual(
        await Array.fromAsync(resumed.epoch(epoch, { from })),
        (await Array.fromAsync(whole.epoch(epoch))).slice(from),
      );
    }),
    { numRuns: 20 },
  );
});

Deno.test("sequential() keeps the order and a last batch that is not full", async () => {
  using batches = new Batches(images, { ...options, augment: { flip: true, pad: 2 } });
  const all = labelsOf(await Array.fromAsync(batches.sequential()));
  assert.deepEqual(all.flat(), Array.from({ length: 23 }, (_, i) => i));
  assert.deepEqual(all.map((batch) => batch.length), [5, 5, 5, 5, 3]);
  const some = await Array.fromAsync(batches.sequential(Uint32Array.of(9, 2, 4, 1, 0, 22)));
  assert.deepEqual(labelsOf(some), [[9, 2, 4, 1, 0], [22]]);
  assert.deepEqual(await Array.fromAsync(batches.sequential(new Uint32Array())), []);
});

Deno.test("an epoch contains the images of `indices` and no others", async () => {
  const indices = Uint32Array.of(3, 5, 8, 13, 21, 22);
  using batches = new Batches(images, { ...options, batchSize: 3, indices });
  const seen = labelsOf(await Array.fromAsync(batches.epoch(1))).flat();
  assert.deepEqual(seen.toSorted((a, b) => a - b), [...indices]);
});

Deno.test("batches are normalized: mean 0 and variance 1 over all images", async () => {
  using batches = new Batches(images, { ...options, batchSize: 23 });
  for await (const { fields: { images } } of batches.sequential()) {
    const mean = images.reduce((sum, value) => sum + value, 0) / images.length;
    const variance = images.reduce((sum, value) => sum + value * value, 0) / images.length;
    assert.ok(Math.abs(mean) < 1e-5 && Math.abs(variance - 1) < 1e-5);
  }
});

Deno.test("a reader may stop early, read two epochs at the same time, and keep its batches", async () => {
  using batches = new Batches(images, options);
  for await (const batch of batches.epoch(1)) {
    assert.equal(batch.count, 5);
    break;
  }
  const [first, again, evaluated] = await Promise.all([
    Array.fromAsync(batches.epoch(2)),
    Array.fromAsync(batches.epoch(2)),
    Array.fromAsync(batches.sequential()),
  ]);
  assert.deepEqual(first, again);
  assert.equal(evaluated.length, 5);
});

Deno.test("disposed batches reject every further read, also in the middle of an epoch", async () => {
  const batches = new Batches(images, options);
  const reader = batches.epoch(1);
  const { value } = await reader.next();
  batches[Symbol.dispose]();
  await assert.rejects(Array.fromAsync(reader), /closed/);
  await assert.rejects(Array.fromAsync(batches.sequential()), /closed/);
  assert.equal(value?.fields.images.length, 5 * 48);
});

Deno.test("impossible batch sizes are refused, with the numbers in the message", () => {
  for (const batchSize of [0, -1, 2.5, NaN]) {
    assert.throws(() => new Batches(images, { ...options, batchSize }), InputError);
  }
  using batches = new Batches(images, { ...options, batchSize: 24, worker: false });
  assert.throws(() => batches.epoch(1), /batches of 24: found 23 training images/);
});

Deno.test("recycled batches have the same values as batches that are kept", async () => {
  for (const worker of [true, false]) {
    using batches = new Batches(images, { ...options, worker });
    const kept = await Array.fromAsync(batches.epoch(3));
    let step = 0;
    for await (const batch of batches.epoch(3)) {
      assert.deepEqual(batch, kept[step++]);
      batches.recycle(batch);
    }
    assert.equal(step, kept.length);
  }
});
