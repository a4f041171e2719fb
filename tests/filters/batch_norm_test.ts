import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { batchNormScales, filterGraph } from "../../src/filters/mod.ts";
import { add, chain, conv, gap, image, logits, on, relu, straight } from "./net_parts.ts";

await tf.setBackend("cpu");

const L = tf.layers;
const norm = (name: string, more: object = {}) => L.batchNormalization({ name, ...more });

/** Convolution -> the batch norm that belongs to it. */
function norms(model: tf.LayersModel): Record<string, string | undefined> {
  const graph = filterGraph(model);
  return Object.fromEntries(graph.layers.map(({ name }) => [name, graph.batchNormOf(name)?.name]));
}

Deno.test("batchNormOf() is the batch norm after a convolution, also after ReLU and pooling", () => {
  const model = straight(
    conv("a", 4),
    norm("a_bn"),
    relu(),
    conv("b", 4),
    relu(),
    L.maxPooling2d({ poolSize: 2 }),
    norm("b_bn"),
    conv("c", 4),
    relu(),
    conv("d", 3),
    norm("d_bn", { scale: false }),
    gap(),
    logits(),
  );
  assert.deepEqual(norms(model), { a: "a_bn", b: "b_bn", c: undefined, d: "d_bn" });
});

Deno.test("batchNormOf() names the layer's own variables and its epsilon", () => {
  const layer = norm("n", { epsilon: 1e-5, center: false });
  const graph = filterGraph(straight(conv("a", 4), layer, gap(), logits()));
  const found = graph.batchNormOf("a");
  const [gamma, mean, variance] = layer.weights.map((weight) => weight.read());
  assert.ok(found !== undefined && !("beta" in found));
  assert.equal(found.gamma, gamma);
  assert.equal(found.movingMean, mean);
  assert.equal(found.movingVariance, variance);
  assert.equal(found.epsilon, 1e-5);
});

Deno.test("a batch norm of equal length further on does not belong to a convolution without one", () => {
  const model = straight(conv("a", 4), relu(), conv("b", 4), norm("b_bn"), gap(), logits());
  assert.deepEqual(norms(model), { a: undefined, b: "b_bn" });
});

Deno.test("a batch norm of a sum or a concatenation belongs to none of its convolutions", () => {
  const x = image();
  const [a, b] = [on(conv("a", 4), x), on(conv("b", 4), x)];
  const sum = chain(on(add(), a, b), norm("sum_bn"));
  const joined = chain(on(L.concatenate(), sum, on(conv("c", 2), x)), norm("concat_bn"));
  const withImage = chain(on(add(), x, on(conv("d", 3), x)), norm("image_bn"));
  const all = on(L.concatenate(), joined, withImage);
  assert.deepEqual(norms(tf.model({ inputs: x, outputs: chain(all, gap(), logits()) })), {
    a: undefined,
    b: undefined,
    c: undefined,
    d: undefined,
  });
});

Deno.test("in a dense block only the batch norm that reads one convolution alone belongs to it", () => {
  const x = image();
  let features = on(conv("stem", 3), x);
  for (const name of ["a", "b"]) {
    const inner = chain(features, norm(`${name}_bn1`), relu(), conv(`${name}1`, 4));
    const fresh = chain(inner, norm(`${name}_bn2`), relu(), conv(`${name}2`, 2));
    features = on(L.concatenate(), features, fresh);
  }
  const model = tf.model({ inputs: x, outputs: chain(features, norm("last"), gap(), logits()) });
  assert.deepEqual(norms(model), {
    stem: "a_bn1",
    a1: "a_bn2",
    a2: undefined,
    b1: "b_bn2",
    b2: undefined,
  });
});

Deno.test("a depthwise convolution has its own batch norm, and leaves the convolution before it its own", () => {
  const model = straight(
    conv("a", 4),
    L.depthwiseConv2d({ name: "w", kernelSize: 3 }),
    norm("w_bn"),
    conv("b", 4),
    norm("b_bn"),
    L.separableConv2d({ name: "s", filters: 4, kernelSize: 3 }),
    norm("s_bn"),
    gap(),
    logits(),
  );
  assert.deepEqual(norms(model), {
    a: undefined,
    w: "w_bn",
    b: "b_bn",
    "s/depthwise": undefined,
    "s/pointwise": "s_bn",
  });
});

Deno.test("of several batch norms in a row the first belongs to the convolution; of parallel ones none", () => {
  const row = straight(conv("a", 4), norm("first"), relu(), norm("second"), gap(), logits());
  assert.deepEqual(norms(row), { a: "first" });
  const x = image();
  const a = on(conv("a", 4), x);
  const parallel = on(add(), chain(a, norm("left")), chain(a, norm("right")));
  assert.deepEqual(norms(tf.model({ inputs: x, outputs: chain(parallel, gap(), logits()) })), {
    a: undefined,
  });
});

Deno.test("a batch norm that two convolutions share belongs to neither", () => {
  const [x, shared] = [image(), norm("shared")];
  const sum = on(add(), chain(x, conv("a", 4), shared), chain(x, conv("b", 4), shared));
  assert.deepEqual(norms(tf.model({ inputs: x, outputs: chain(sum, gap(), logits()) })), {
    a: undefined,
    b: undefined,
  });
});

Deno.test("batchNormOf() also finds the batch norm of convolutions whose filters must stay, and refuses unknown names", () => {
  const graph = filterGraph(straight(conv("a", 4), norm("a_bn"), gap()));
  assert.equal(graph.layers[0]?.removable, false);
  assert.equal(graph.batchNormOf("a")?.name, "a_bn");
  assert.throws(() => graph.batchNormOf("z"), { name: "RangeError" });
});

Deno.test("batchNormScales() is a copy of gamma, and undefined without one", async () => {
  const layer = norm("a_bn");
  const graph = filterGraph(
    straight(conv("a", 2), layer, conv("b", 2), norm("b_bn", { scale: false }), gap(), logits()),
  );
  tf.tidy(() => {
    layer.weights[0]?.write(tf.tensor1d([3, -2]));
  });
  const scales = await batchNormScales(graph, "a");
  assert.deepEqual(scales, Float32Array.of(3, -2));
  scales?.fill(0);
  assert.deepEqual(await batchNormScales(graph, "a"), Float32Array.of(3, -2));
  assert.equal(await batchNormScales(graph, "b"), undefined);
  await assert.rejects(batchNormScales(graph, "z"), { name: "RangeError" });
});
