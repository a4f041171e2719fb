import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as tf from "@tensorflow/tfjs";
import { writeModel } from "../../src/checkpoint/tfjs_models.ts";
import { InputError } from "../../src/errors.ts";
import { schemaText } from "../../src/report/schemas.ts";
import { featureCorrelations } from "../../src/runs/mod.ts";
import { PIXELS, smallNet } from "./small_net.ts";

const DATA = { name: "shapes", shapes: { train: 0, test: 30 } };
const validate = new Ajv2020().compile(JSON.parse(schemaText("cca")));

Deno.test("featureCorrelations() of a model with itself: equal layers correlate fully", async () => {
  const model = smallNet();
  const source = { path: "net", model, normalization: PIXELS };
  const report = await featureCorrelations([source, source], DATA);
  validate({ ...report, tool: { name: "repr", version: "0" }, options: {} });
  assert.deepEqual(validate.errors ?? [], []);
  assert.deepEqual(report.models.map(({ path }) => path), ["net", "net"]);
  assert.deepEqual([report.observations, report.backend], [30, null]);
  const same = report.between.find(({ a, b }) => a === "one" && b === "one");
  assert.deepEqual([same?.modelA, same?.modelB], [1, 2]);
  assert.ok((same?.correlations ?? [0]).every((correlation) => correlation > 1 - 1e-6));
  assert.ok(Math.abs((same?.cka ?? 0) - 1) < 1e-6);
  model.dispose();
});

Deno.test("featureCorrelations() takes part of the images and of the layers, and reports progress", async () => {
  const model = smallNet();
  const source = { path: "net", model, normalization: PIXELS };
  const events: string[] = [];
  const { layers, observations } = await featureCorrelations([source], DATA, {
    images: 20,
    batchSize: 8,
    layers: /two/,
    progress: ({ doing, done, of }) => events.push(`${doing} ${done}/${of}`),
  });
  assert.deepEqual([layers.map(({ name }) => name), observations], [["two"], 20]);
  assert.deepEqual(events.slice(0, 3), ["reading 8/20", "reading 16/20", "reading 20/20"]);
  await assert.rejects(
    featureCorrelations([source], DATA, { images: 31 }),
    (error) => error instanceof InputError && error.option === "images",
  );
  model.dispose();
});

Deno.test("featureCorrelations() opens models from files, and disposes of them", async () => {
  const folder = await Deno.makeTempDir();
  const model = smallNet();
  await writeModel(folder, "0", model, { metadata: { normalisation: PIXELS }, arrays: {} });
  const source = { path: folder, model, normalization: PIXELS };
  const inMemory = await featureCorrelations([source], DATA);
  const before = tf.memory().numTensors;
  const fromFile = await featureCorrelations([folder], DATA);
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual({ ...fromFile, seconds: 0 }, { ...inMemory, seconds: 0 });
  await Deno.remove(folder, { recursive: true });
  model.dispose();
});

Deno.test("featureCorrelations() leaves a layer with NaN out, names it, and measures the others", async () => {
  const model = smallNet();
  const kernel = model.getLayer("two").weights[0];
  tf.tidy(() => void kernel?.write(tf.onesLike(kernel.read()).mul(NaN)));
  const report = await featureCorrelations([{ path: "net", model, normalization: PIXELS }], DATA);
  validate({ ...report, tool: { name: "repr", version: "0" }, options: {} });
  assert.deepEqual(validate.errors ?? [], []);
  assert.deepEqual(report.layers.map(({ name }) => name), ["one"]);
  assert.deepEqual(report.skipped?.map(({ layers }) => layers), [[{ name: "two", model: 1 }]]);
  assert.match(report.warnings[0] ?? "", /net has NaN or infinity in two\/kernel/);
  assert.match(report.warnings[1] ?? "", /layer two is left out: found NaN in observation 0/);
  model.dispose();
});
