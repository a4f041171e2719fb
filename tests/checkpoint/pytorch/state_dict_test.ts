import assert from "node:assert/strict";
import { join } from "node:path";
import { modelFileFacts } from "../../../src/audit/model_file_facts.ts";
import { openModelFile } from "../../../src/checkpoint/mod.ts";
import { stateDict } from "../../../src/checkpoint/pytorch/state_dict.ts";
import { TorchStorage, TorchTensor } from "../../../src/checkpoint/pytorch/torch_tensor.ts";
import { MemorySource } from "../../../src/files/byte_source.ts";
import { MODELS } from "../fixtures.ts";

const GAN = join(MODELS, "pytorch", "gan.pt");

const source = new MemorySource("weights.pt", new Uint8Array(0));

function tensor(...shape: number[]): TorchTensor {
  return new TorchTensor(new TorchStorage("float32", "0", 1), "float32", 0, shape, shape);
}

/** A network's state_dict whose only layer has this many filters. */
function network(filters: number): Map<string, TorchTensor> {
  return new Map([["conv.weight", tensor(filters, 3, 3, 3)], ["conv.bias", tensor(filters)]]);
}

/** What `torch.optim.Adam` saves, but for its name. */
const ADAM = new Map<string, unknown>([
  ["state", new Map([[0, new Map([["exp_avg", tensor(8, 3, 3, 3)]])]])],
  ["param_groups", [new Map([["lr", 0.1]])]],
]);

/** Names of the tensors, and remarks, of a dictionary that a script saved. */
function found(entries: Readonly<Record<string, unknown>>, key?: string) {
  const { tensors, remarks } = stateDict(source, new Map(Object.entries(entries)), key);
  return { names: [...tensors.keys()], remarks };
}

Deno.test("networks of one file are read together, which is said; copies and optimizers are not", async () => {
  using file = await openModelFile(GAN);
  assert.deepEqual(file.remarks, [
    'the file holds several networks, and all are read: "netG", "netD" (choose one by `key`)',
    '"netG_ema" has the tensors of another network of the file: left out (choose by `key`)',
  ]);
  assert.ok(file.tensors.every(({ name }) => /^net[GD]\.main\./.test(name)));
});

Deno.test("`key` chooses a network, and names of layers are its own", async () => {
  for (const [key, parameters] of [["netD", 684], ["netG", 2652], ["netG_ema", 2652]] as const) {
    using file = await openModelFile(GAN, { key });
    assert.equal(modelFileFacts(GAN, file).parameters, parameters);
    assert.equal(file.layers[0]?.name, "main.0");
    assert.deepEqual(file.remarks, []);
  }
  using part = await openModelFile(GAN, { key: "netG.main" });
  assert.equal(part.layers[0]?.name, "0");
});

Deno.test("`key` names the first words of a tensor's name where nothing is nested", async () => {
  const path = join(MODELS, "safetensors", "net.safetensors");
  using file = await openModelFile(path, { key: "conv1" });
  assert.deepEqual(file.tensors.map(({ name }) => name), ["weight"]);
  await assert.rejects(openModelFile(path, { key: "decoder" }), {
    name: "InputError",
    option: "key",
    message:
      /net\.safetensors: no tensor's name begins with `key` "decoder" \(they begin with bn1, bn2, conv1/,
  });
});

Deno.test("a pattern of transposed layers that matches none is refused", async () => {
  await assert.rejects(openModelFile(join(MODELS, "pytorch", "net.pt"), { transposed: /none/ }), {
    name: "InputError",
    option: "transposed",
    message: /net\.pt: no convolution's name matches `transposed` none \(there are conv1, grouped/,
  });
});

Deno.test("a wrong `key` names the networks that there are", async () => {
  await assert.rejects(openModelFile(GAN, { key: "netX" }), {
    name: "InputError",
    option: "key",
    message: /no weights under `key` "netX" \(found netG, netD, netG_ema\)/,
  });
});

Deno.test("options that a format has no use for are refused", async () => {
  for (const options of [{ key: "a" }, { transposed: /up/ }]) {
    const [option] = Object.keys(options);
    await assert.rejects(openModelFile(join(MODELS, "onnx", "net.onnx"), options), {
      name: "InputError",
      option,
    });
  }
});

for (
  const [what, entries] of [
    ["under another key", { net: network(8), opt_g: ADAM }],
    ["in a list", { net: network(8), solvers: [ADAM, ADAM] }],
    ["by parameter", { net: network(8), slots: ADAM.get("state") }],
    ["beside the tensors", { "conv.weight": tensor(8, 3, 3, 3), adam: ADAM }],
    ["in a dictionary of several", { my_net: network(8), both: new Map([["adam", ADAM]]) }],
  ] as const
) {
  Deno.test(`an optimizer's state ${what} is no network`, () => {
    const { names, remarks } = found(entries);
    assert.ok(
      names.length > 0 && names.every((name) => /^(my_net\.)?conv\.(weight|bias)$/.test(name)),
    );
    assert.deepEqual(remarks, []);
  });
}

Deno.test("the usual key is read, and the networks beside it are named", () => {
  const { names, remarks } = found({ ema: network(8), model: network(8), teacher: network(4) });
  assert.deepEqual(names, ["conv.weight", "conv.bias"]);
  assert.deepEqual(remarks, [
    'read from "model"; the file also holds "ema", "teacher" (choose by `key`)',
  ]);
});

Deno.test("a usual key that holds no network gives way to networks under other keys", () => {
  const shadow = new Map<string, unknown>([["shadow_params", [tensor(8, 3, 3, 3)]], [
    "decay",
    0.9,
  ]]);
  assert.deepEqual(
    found({ my_net: network(8), my_head: network(4), ema: shadow }).names.slice(0, 2),
    [
      "my_net.conv.weight",
      "my_net.conv.bias",
    ],
  );
});

Deno.test("dictionaries that contain each other are read once", () => {
  const a = new Map<string, unknown>();
  const b = new Map<string, unknown>([["model", a], ["net", network(8)]]);
  for (const key of ["model", "net", "state_dict", "ema"]) a.set(key, b);
  assert.deepEqual([...stateDict(source, a).tensors.keys()].length > 0, true);
});

Deno.test("one dictionary under two keys is read once", () => {
  const same = network(8);
  const { names, remarks } = found({ first: same, second: same });
  assert.deepEqual(names, ["first.conv.weight", "first.conv.bias"]);
  assert.deepEqual(remarks, [
    '"second" has the tensors of another network of the file: left out (choose by `key`)',
  ]);
});

Deno.test("thousands of networks, keys that are no names and dictionaries of any depth are read in seconds", () => {
  let list: unknown[] = [];
  for (let i = 0; i < 60; i++) list = [list, list]; // 2^60 commas as a text
  let deep = new Map<unknown, unknown>();
  for (let i = 0; i < 100_000; i++) deep = new Map([["model", deep]]);
  const large = new Map(
    Array.from({ length: 20_000 }, (_, i) => [`a${i}.weight`, tensor(8, 3, 3, 3)]),
  );
  const many = Array.from({ length: 20_000 }, (_, i) => [`n${i}`, i % 2 ? large : network(i + 1)]);
  const object = new Map<unknown, unknown>([[list, network(3)], ["deep", deep]]);
  for (const [key, value] of many) object.set(key, value);
  const start = performance.now();
  const { tensors } = stateDict(source, object);
  assert.throws(() => stateDict(source, object, "missing"), { name: "InputError" });
  assert.ok(performance.now() - start < 10_000);
  assert.equal(tensors.size, 2 * 10_000 + 20_000);
});
