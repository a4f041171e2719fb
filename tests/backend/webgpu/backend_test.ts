import assert from "node:assert/strict";
import { backendCandidates, useBackend } from "../../../src/backend/mod.ts";
import { InputError } from "../../../src/errors.ts";
import { Rng } from "../../../src/rng.ts";
import * as tf from "@tensorflow/tfjs";
import { assertAgrees, uniform } from "../agreement.ts";
import { c3x32, loss, randomizeWeights } from "../models.ts";

const webgpu = (await backendCandidates()).find(({ name }) => name === "webgpu");
const usable = webgpu?.usable === true;
const [device] = webgpu?.devices ?? [];

Deno.test("webgpu is refused with a clear message if there is no adapter", {
  ignore: usable,
}, async () => {
  await assert.rejects(useBackend({ backend: "webgpu" }), (error) => {
    assert.ok(error instanceof InputError);
    assert.match(error.message, /no WebGPU adapter.*`backend` wasm/);
    return true;
  });
});

Deno.test("webgpu is refused for another device than its adapter's", {
  ignore: !usable,
}, async () => {
  const other = device === "cpu" ? "gpu" : "cpu";
  await assert.rejects(useBackend({ backend: "webgpu", device: other }), (error) => {
    assert.ok(error instanceof InputError);
    assert.match(error.message, new RegExp(`\`device\` ${other}.*\`device\` ${device}`));
    return true;
  });
});

Deno.test("webgpu: loss and gradients of c3-32 agree with tfjs' cpu backend", {
  ignore: !usable,
  sanitizeResources: false, // tfjs keeps its GPU device
  sanitizeOps: false,
}, async () => {
  const { name } = await useBackend({ backend: "webgpu" });
  assert.equal(name, "webgpu");
  await assertAgrees("webgpu", [uniform(new Rng(1), [4, 8, 8, 3])], (x) => {
    assert.ok(x !== undefined);
    const model = c3x32(8);
    randomizeWeights(model, new Rng(2));
    const { value, grads } = tf.variableGrads(() => loss(model, x, 4));
    model.dispose();
    return [value, ...Object.values(grads)];
  }, 1e-4);
});
