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
    [...inferUses(tensors(shapes), { ordered }).uses.values()].flatMap((use) =>
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

const remarks = (shapes: Readonly<Record<string, readonly number[]>>) =>
  inferUses(tensors(shapes), { ordered: true }).remarks;

const op = (shapes: Readonly<Record<string, readonly number[]>>, name: string) =>
  inferUses(tensors(shapes), { ordered: true }).uses.get(name)?.op;

Deno.test("gains, constants, tokens and tables with four axes are parameters beside the kernels of a file", () => {
  const kernel = { "stem.conv.weight": [64, 3, 3, 3] };
  const others = {
    "stem.conv.gain": [64, 1, 1, 1], // timm's nfnet
    "stages.0.mlp.grn.gamma": [1, 1, 1, 64], // ConvNeXt V2
    "pixel_mean": [1, 3, 1, 1],
    "norm.weight": [1, 64, 1, 1],
    "norm.bias": [1, 64, 1, 1],
    "input.input": [1, 512, 4, 4], // StyleGAN2's constant
    "const": [512, 512, 4, 4],
    "pos_embed": [2, 64, 14, 14],
    "rel_pos_2": [8, 64, 14, 14],
    "anchors_0": [3, 3, 1, 2],
    "head.prompt_tokens": [12, 10, 8, 64],
    "deep.queue": [128, 64, 7, 7],
    "block.attn.logits": [4, 8, 16, 16],
  };
  assert.deepEqual(Object.keys(kernels({ ...kernel, ...others })), ["stem.conv"]);
  assert.deepEqual(remarks({ ...kernel, ...others }), []);
  assert.equal(op({ ...kernel, ...others }, "stem.conv.gain"), "parameter");
  assert.equal(
    op({ ...kernel, "bn.running_mean": [3], "anchors": [3, 3, 2] }, "anchors"),
    "statistic",
  );
});

Deno.test("matrices by heads or experts are no convolutions along one axis", () => {
  const found = kernels({
    "Transformer/encoderblock_0/MultiHeadDotProductAttention_1/query/kernel": [768, 12, 64],
    "Transformer/encoderblock_0/MultiHeadDotProductAttention_1/out/kernel": [12, 64, 768],
    "mlp.experts.gate.weight": [8, 256, 64],
    "embedding/kernel": [16, 16, 3, 768],
    "line/kernel": [5, 2, 6],
    "conv.weight": [8, 4, 5],
  });
  assert.deepEqual(Object.keys(found), ["embedding", "line", "conv"]);
});

Deno.test("what only its shape says to be a convolution is marked and said", () => {
  const shapes = { "conv1": [8, 3, 3, 3], "conv2": [8, 8, 3, 3], "norm_mean": [1, 3, 1, 1] };
  const found = kernels(shapes);
  assert.deepEqual(Object.keys(found), ["conv1", "conv2"]);
  assert.deepEqual(found["conv1"]?.guessed, ["kind", "groups", "inputChannels", "filters"]);
  assert.match(remarks(shapes).join(), /by their shapes alone: conv1, conv2/);
  assert.deepEqual(kernels({ "conv1.weight": [8, 3, 3, 3] })["conv1"]?.guessed, []);
});

Deno.test("kernels with a single filter, a depthwise 1x1 kernel and a modulated kernel are kernels", () => {
  const found = kernels({
    "stem.weight": [16, 3, 3, 3],
    "blocks.0.conv_scale.conv.weight": [16, 1, 1, 1],
    "style.conv.weight": [1, 32, 16, 3, 3],
    "outc.conv.weight": [1, 16, 1, 1],
    "outc.conv.bias": [1],
  });
  assert.deepEqual(Object.keys(found), [
    "stem",
    "blocks.0.conv_scale.conv",
    "style.conv",
    "outc.conv",
  ]);
  assert.deepEqual(found["style.conv"]?.shape, [32, 16, 3, 3]);
});

Deno.test("dense layers of Haiku have their filters on the last axis where the convolutions have", () => {
  const found = kernels({
    "net/conv/w": [3, 3, 16, 64],
    "net/linear/w": [64, 10],
    "net/linear/b": [10],
  });
  assert.equal(found["net/linear/w"]?.axes, "space-in-out");
  assert.equal(kernels({ "linear.w": [64, 10] })["linear.w"]?.axes, "out-in-space");
});

Deno.test("a policy's log_std is trained, a table of tokens is no layer, a shared layer is one", () => {
  assert.equal(op({ "log_std": [4] }, "log_std"), "parameter");
  assert.deepEqual(
    Object.keys(
      kernels({
        "shared.weight": [100, 8],
        "trunk.shared.weight": [8, 8],
        "trunk.shared.bias": [8],
      }),
    ),
    ["trunk.shared"],
  );
});

Deno.test("kernels of Haiku and TensorFlow's slim have their filters on the last axis", () => {
  for (const name of ["res_net/~/conv/w", "vgg_16/conv1/weights", "conv"]) {
    assert.equal(Object.values(kernels({ [name]: [3, 3, 3, 64] }))[0]?.axes, "space-in-out", name);
    assert.equal(Object.values(kernels({ [name]: [64, 3, 3, 3] }))[0]?.axes, "out-in-space", name);
  }
});

/** The batch norm that each convolution is paired with, in the file's order and in alphabetical order. */
function pairs(
  shapes: Readonly<Record<string, readonly number[]>>,
): Record<string, string | null>[] {
  const alphabetical = Object.fromEntries(
    Object.entries(shapes).sort(([a], [b]) => a < b ? -1 : 1),
  );
  return [kernels(shapes), kernels(alphabetical, false)].map((found) =>
    Object.fromEntries(
      Object.entries(found).sort(([a], [b]) => a < b ? -1 : 1)
        .map(([name, { gamma }]) => [name, gamma?.replace(/\.weight$/, "") ?? null]),
    )
  );
}

const block = (path: string, convolutions: Readonly<Record<string, readonly number[]>>) =>
  Object.fromEntries(
    Object.entries(convolutions).map(([name, shape]) => [`${path}.${name}.weight`, shape]),
  );

Deno.test("DenseNet's conv1 is read by norm2, though norm1 has as many channels in one layer of three", () => {
  const layer = (path: string, channels: number) => ({
    ...norm(`${path}.norm1`, channels),
    ...block(path, { conv1: [128, channels, 1, 1] }),
    ...norm(`${path}.norm2`, 128),
    ...block(path, { conv2: [32, 128, 3, 3] }),
  });
  const net = {
    "features.conv0.weight": [64, 3, 7, 7],
    ...norm("features.norm0", 64),
    ...layer("features.denseblock1.denselayer1", 64),
    ...layer("features.denseblock1.denselayer2", 96),
    ...layer("features.denseblock1.denselayer3", 128),
    ...norm("features.transition1.norm", 160),
    "features.transition1.conv.weight": [80, 160, 1, 1],
    ...layer("features.denseblock2.denselayer1", 80),
  };
  const layers = ["1.denselayer1", "1.denselayer2", "1.denselayer3", "2.denselayer1"];
  for (const found of pairs(net)) {
    assert.equal(found["features.conv0"], "features.norm0");
    assert.equal(found["features.transition1.conv"], null);
    for (const path of layers.map((name) => `features.denseblock${name}`)) {
      assert.deepEqual([found[`${path}.conv1`], found[`${path}.conv2`]], [`${path}.norm2`, null]);
    }
  }
});

Deno.test("DPN's convolutions are read by the batch norm of the next module", () => {
  const unit = (path: string, name: string, shape: readonly number[]) => ({
    ...norm(`${path}.${name}.bn`, shape[1] === 3 ? 96 : shape[1] ?? 0),
    [`${path}.${name}.conv.weight`]: shape,
  });
  const net = (path: string, channels: number) => ({
    ...unit(path, "c1x1_a", [96, channels, 1, 1]),
    ...norm(`${path}.c3x3_b.bn`, 96),
    [`${path}.c3x3_b.conv.weight`]: [96, 3, 3, 3],
    ...unit(path, "c1x1_c", [272, 96, 1, 1]),
  });
  const shapes = {
    "features.conv1_1.conv.weight": [64, 3, 7, 7],
    ...norm("features.conv1_1.bn", 64),
    ...net("features.conv2_1", 64),
    ...net("features.conv2_2", 336),
  };
  for (const found of pairs(shapes)) {
    assert.equal(found["features.conv2_2.c1x1_a.conv"], "features.conv2_2.c3x3_b.bn");
    assert.equal(found["features.conv2_2.c3x3_b.conv"], "features.conv2_2.c1x1_c.bn");
    assert.equal(found["features.conv2_2.c1x1_c.conv"], null);
  }
});

Deno.test("batch norms of EfficientNet, Res2Net and LeViT are found in alphabetical order, too", () => {
  const found = pairs({
    "conv_stem.weight": [32, 3, 3, 3],
    ...norm("bn1", 32),
    "blocks.0.0.conv_dw.weight": [32, 1, 3, 3],
    ...norm("blocks.0.0.bn1", 32),
    "blocks.0.0.conv_pw.weight": [32, 32, 1, 1],
    ...norm("blocks.0.0.bn2", 32),
    "blocks.1.0.conv_pw.weight": [96, 32, 1, 1],
    ...norm("blocks.1.0.bn1", 96),
    "blocks.1.0.conv_dw.weight": [96, 1, 3, 3],
    ...norm("blocks.1.0.bn2", 96),
    "blocks.1.0.conv_pwl.weight": [24, 96, 1, 1],
    ...norm("blocks.1.0.bn3", 24),
    "conv_head.weight": [64, 24, 1, 1],
    ...norm("bn2", 64),
    "layer1.0.conv1.weight": [104, 64, 1, 1],
    ...norm("layer1.0.bn1", 104),
    "layer1.0.convs.0.weight": [26, 26, 3, 3],
    "layer1.0.convs.1.weight": [26, 26, 3, 3],
    ...norm("layer1.0.bns.0", 26),
    ...norm("layer1.0.bns.1", 26),
    "stages.0.attn.qkv.c.weight": [64, 104, 1, 1],
    ...norm("stages.0.attn.qkv.bn", 64),
  });
  for (const each of found) {
    assert.deepEqual(each, {
      "blocks.0.0.conv_dw": "blocks.0.0.bn1",
      "blocks.0.0.conv_pw": "blocks.0.0.bn2",
      "blocks.1.0.conv_dw": "blocks.1.0.bn2",
      "blocks.1.0.conv_pw": "blocks.1.0.bn1",
      "blocks.1.0.conv_pwl": "blocks.1.0.bn3",
      conv_head: "bn2",
      conv_stem: "bn1",
      "layer1.0.conv1": "layer1.0.bn1",
      "layer1.0.convs.0": "layer1.0.bns.0",
      "layer1.0.convs.1": "layer1.0.bns.1",
      "stages.0.attn.qkv.c": "stages.0.attn.qkv.bn",
    });
  }
});

Deno.test("a batch norm that two convolutions may have, or that normalizes a sum, belongs to neither", () => {
  for (
    const found of pairs({
      "a.conv.weight": [8, 3, 3, 3],
      "a.other.weight": [8, 8, 3, 3],
      ...norm("a.final", 8),
      "b.branch.c.weight": [8, 8, 3, 3],
      ...norm("b.branch.bn", 8),
      "b.conv1.weight": [8, 8, 1, 1],
      ...norm("b.bn", 8),
    })
  ) {
    assert.equal(found["a.conv"], null);
    assert.deepEqual([found["b.branch.c"], found["b.conv1"]], ["b.branch.bn", null]);
  }
});

Deno.test("groups that an earlier layer's width hides are found behind the layer before, and are guesses", () => {
  const found = kernels({
    "stem.0.weight": [32, 3, 3, 3],
    "trunk.block1.f.a.0.weight": [104, 32, 1, 1],
    "trunk.block1.f.b.0.weight": [104, 8, 3, 3],
    "trunk.block1.f.se.fc1.weight": [8, 104, 1, 1],
    "trunk.block1.f.se.fc2.weight": [104, 8, 1, 1],
    "trunk.block1.f.c.0.weight": [104, 104, 1, 1],
    "trunk.block2.f.a.0.weight": [208, 104, 1, 1],
    "trunk.block2.f.b.0.weight": [208, 8, 3, 3], // RegNet; 8 is the width of squeeze and excitation, too
    "trunk.block2.f.c.0.weight": [208, 208, 1, 1],
  });
  assert.equal(found["trunk.block2.f.b.0"]?.groups, 26);
  assert.deepEqual(found["trunk.block2.f.b.0"]?.guessed, ["kind", "groups", "inputChannels"]);
  assert.equal(found["trunk.block1.f.se.fc2"]?.groups, 1);
  assert.deepEqual(found["trunk.block2.f.c.0"]?.guessed, []);
});

Deno.test("second stems read the image", () => {
  const found = kernels({
    "rgb.conv1.weight": [64, 3, 7, 7],
    "rgb.conv2.weight": [64, 64, 3, 3],
    "depth.conv1.weight": [64, 1, 7, 7],
    "patch.1.proj.weight": [96, 3, 16, 16],
  });
  assert.deepEqual(Object.values(found).map(({ groups }) => groups), [1, 1, 1, 1]);
  assert.ok(found["depth.conv1"]?.guessed?.includes("groups"));
  assert.ok(found["patch.1.proj"]?.guessed?.includes("groups"));
});

Deno.test("names lose what compiling and parametrizing put into them; vectors and masks are no parameters", () => {
  const shapes = {
    "_orig_mod.module.stem.weight": [4, 3, 3, 3],
    "module._orig_mod.second.weight_orig": [4, 4, 3, 3],
    "module._orig_mod.second.weight_mask": [4, 4, 3, 3],
    "body._orig_mod.third.parametrizations.weight.original": [4, 4, 3, 3],
    "body._orig_mod.third.parametrizations.weight.0._u": [4],
    "body._orig_mod.third.parametrizations.weight.0._v": [36],
    "fourth.weight_orig": [4, 4, 3, 3],
    "fourth.weight_u": [4],
    "fourth.weight_v": [36],
    "fifth.parametrizations.weight.original0": [4, 1, 1, 1],
    "fifth.parametrizations.weight.original1": [4, 4, 3, 3],
    "sixth.weight_g": [4, 1, 1, 1],
    "sixth.weight_v": [4, 4, 3, 3],
  };
  assert.deepEqual(Object.keys(kernels(shapes)), [
    "stem",
    "second",
    "body.third",
    "fourth",
    "fifth",
    "sixth",
  ]);
  const { uses } = inferUses(tensors(shapes), { ordered: true });
  const untrained = Object.keys(shapes).filter((name) => uses.get(name)?.op === "statistic");
  assert.deepEqual(untrained.map((name) => name.split(".").at(-1)), [
    "weight_mask",
    "_u",
    "_v",
    "weight_u",
    "weight_v",
  ]);
  assert.equal(uses.get("sixth.weight_g")?.op, "parameter");
});

Deno.test("layers that would have one name keep the names of their tensors", () => {
  assert.deepEqual(
    Object.keys(kernels({ "module.conv.weight": [4, 3, 1, 1], "conv.weight": [4, 3, 1, 1] })),
    [
      "module.conv.weight",
      "conv.weight",
    ],
  );
});

Deno.test("transposed kernels follow from biases and batch norms, from weight norm's too, and from chains", () => {
  const found = kernels({
    "main.0.weight": [100, 512, 4, 4], // DCGAN
    ...norm("main.1", 512),
    "main.3.weight": [512, 256, 4, 4],
    ...norm("main.4", 256),
    "main.6.weight": [256, 3, 4, 4],
    "ups.0.weight_g": [512, 1, 1],
    "ups.0.weight_v": [512, 256, 16], // HiFi-GAN
    "ups.0.bias": [256],
    "plain.0.weight": [64, 16, 4, 4],
    "plain.2.weight": [16, 8, 4, 4],
    "disc.0.weight": [8, 3, 4, 4],
    "disc.2.weight": [16, 8, 4, 4],
  });
  const layers = (axes: string) =>
    Object.entries(found).filter(([, each]) => each.axes === axes).map(([name]) => name);
  assert.deepEqual(layers("in-out-space"), [
    "main.0",
    "main.3",
    "main.6",
    "ups.0",
    "plain.0",
    "plain.2",
  ]);
  assert.deepEqual(layers("out-in-space"), ["disc.0", "disc.2"]);
  assert.ok(Object.values(found).every(({ guessed }) => !guessed?.includes("filters")));
});

Deno.test("a square kernel that only its name makes transposed is a guess that a pattern settles", () => {
  const shapes = {
    "roi_heads.mask_predictor.conv5_mask.weight": [256, 256, 2, 2], // torchvision's Mask R-CNN
    "roi_heads.mask_predictor.conv5_mask.bias": [256],
    "other.weight": [64, 64, 2, 2],
  };
  const { "roi_heads.mask_predictor.conv5_mask": mask, other } = kernels(shapes);
  assert.deepEqual([mask?.axes, other?.axes], ["in-out-space", "out-in-space"]);
  assert.deepEqual(mask?.guessed, ["kind", "inputChannels", "filters"]);
  assert.match(
    remarks(shapes).join("\n"),
    /by their names alone: roi_heads.mask_predictor.conv5_mask/,
  );
  assert.match(
    remarks(shapes).join("\n"),
    /may be transposed ones: other \(name those that are by `transposed`\)/,
  );

  const told = inferUses(tensors(shapes), { ordered: true, transposed: /other/ });
  assert.deepEqual(told.remarks, []);
  const axes = [...told.uses.values()].flatMap((use) => use.op === "kernel" ? [use.axes] : []);
  assert.deepEqual(axes, ["out-in-space", "in-out-space"]);
});
