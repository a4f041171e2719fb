import assert from "node:assert/strict";
import type { StoredTensor } from "../../../src/checkpoint/mod.ts";
import { inferUses } from "../../../src/checkpoint/roles/infer_uses.ts";

function tensors(shapes: Readonly<Record<string, readonly number[]>>): StoredTensor[] {
  return Object.entries(shapes).map(([name, shape]) => ({
    name,
    shape,
    dtype: "float32",
    read: () => new Float32Array(0),
  }));
}

/** What is inferred about the kernels among some tensors, by the layer's name. */
function kernels(shapes: Readonly<Record<string, readonly number[]>>, ordered = true) {
  return Object.fromEntries(
    [...inferUses(tensors(shapes), ordered).values()].flatMap((use) =>
      use.op === "kernel" ? [[use.layer, use]] : []
    ),
  );
}

const norm = (name: string, channels: number) => ({
  [`${name}.weight`]: [channels],
  [`${name}.bias`]: [channels],
  [`${name}.running_mean`]: [channels],
  [`${name}.running_var`]: [channels],
});

Deno.test("a MobileNet block's 3x3 kernel of one channel is depthwise, its 1x1 kernels are not", () => {
  const found = kernels({
    "features.0.0.weight": [32, 3, 3, 3],
    "features.1.conv.0.0.weight": [32, 1, 3, 3],
    "features.1.conv.1.weight": [16, 32, 1, 1],
    "features.2.conv.0.0.weight": [96, 16, 1, 1],
    "features.2.conv.1.0.weight": [96, 1, 3, 3],
  });
  assert.deepEqual(Object.values(found).map(({ groups }) => groups), [1, 32, 1, 1, 96]);
});

Deno.test("the first kernel of one channel reads a gray image", () => {
  const found = kernels({
    "conv1.weight": [32, 1, 5, 5],
    "conv2.weight": [64, 32, 5, 5],
    "fc.weight": [10, 1024],
  });
  assert.deepEqual(Object.values(found).map(({ groups }) => groups), [1, 1, 1]);
});

Deno.test("ResNeXt's 3x3 kernels have 32 groups, ResNet's shortcuts one", () => {
  const found = kernels({
    "conv1.weight": [64, 3, 7, 7],
    "layer1.0.conv1.weight": [128, 64, 1, 1],
    "layer1.0.conv2.weight": [128, 4, 3, 3],
    "layer1.0.conv3.weight": [256, 128, 1, 1],
    "layer1.0.downsample.0.weight": [256, 64, 1, 1],
    "layer1.1.conv1.weight": [128, 256, 1, 1],
  });
  assert.deepEqual(Object.values(found).map(({ groups }) => groups), [1, 1, 32, 1, 1, 1]);
});

Deno.test("a kernel whose bias is as long as its second axis is transposed", () => {
  const found = kernels({
    "down.weight": [8, 3, 3, 3],
    "down.bias": [8],
    "up.weight": [8, 4, 2, 2],
    "up.bias": [4],
    "grouped_up.weight": [6, 2, 3, 3],
    "grouped_up.bias": [4],
  });
  assert.deepEqual(Object.values(found).map(({ axes, groups }) => [axes, groups]), [
    ["out-in-space", 1],
    ["in-out-space", 1],
    ["in-out-space", 2],
  ]);
});

Deno.test("kernels of Keras and Flax, named kernel, have their filters on the last axis", () => {
  const { "params/Conv_0": conv } = kernels({ "params/Conv_0/kernel": [3, 3, 3, 32] }, false);
  assert.equal(conv?.axes, "space-in-out");
});

Deno.test("embeddings, masks and position tables are no kernels", () => {
  const found = kernels({
    "cls_token": [1, 1, 768],
    "pos_embed": [1, 197, 768],
    "h.0.attn.bias": [1, 1, 1024, 1024],
    "wte.embedding.weight": [50257, 768],
  });
  assert.deepEqual(Object.keys(found), []);
});

Deno.test("a convolution's batch norm is found by the usual names, in any order", () => {
  const sequential = kernels({
    "features.0.weight": [8, 3, 3, 3],
    ...norm("features.1", 8),
    "features.3.weight": [8, 8, 3, 3],
  });
  assert.equal(sequential["features.0"]?.gamma, "features.1.weight");
  assert.equal(sequential["features.3"]?.gamma, null);
  const alphabetical = kernels({
    ...norm("layer1.bn1", 8),
    ...norm("layer1.bn2", 8),
    "layer1.conv1.weight": [8, 3, 3, 3],
    "layer1.conv2.weight": [8, 8, 3, 3],
  }, false);
  assert.equal(alphabetical["layer1.conv1"]?.gamma, "layer1.bn1.weight");
  assert.equal(alphabetical["layer1.conv2"]?.gamma, "layer1.bn2.weight");
});

Deno.test("names of layers lose a leading module. and the last word of the weight, nothing else", () => {
  const found = kernels({
    "module.layer1.conv.weight": [4, 3, 1, 1],
    "module.module.conv.weight": [4, 4, 1, 1],
    "g.conv.weight_v": [4, 4, 1, 1],
  });
  assert.deepEqual(Object.keys(found), ["layer1.conv", "module.conv", "g.conv"]);
});
