import assert from "node:assert/strict";
import { join } from "node:path";
import { rankModelFile } from "../../src/audit/mod.ts";
import { kernelRows, openModelFile } from "../../src/checkpoint/mod.ts";
import { InputError } from "../../src/errors.ts";
import { MODELS } from "./fixtures.ts";
import { safetensorsFile } from "./safetensors_file.ts";

/** Opens and reads a file made of these bytes; returns the message of the one InputError that this throws. */
async function refusal(bytes: Uint8Array | string, name = "model.bin"): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, name);
    const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
    await Deno.writeFile(path, typeof bytes === "string" ? latin1(bytes) : bytes);
    return await refusalOf(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function refusalOf(path: string): Promise<string> {
  let message = "";
  await assert.rejects(async () => {
    using file = await openModelFile(path);
    for (const layer of file.layers) kernelRows(layer);
  }, (error) => {
    assert.ok(error instanceof InputError);
    ({ message } = error);
    return true;
  });
  assert.equal(message.includes("\n"), false, "one line");
  return message;
}

function refused(what: string, pattern: RegExp, attempt: () => Promise<string>): void {
  Deno.test(`openModelFile() refuses ${what}`, async () => {
    const message = await attempt();
    assert.ok(pattern.test(message), message);
  });
}

const fixture = (path: string) => Deno.readFileSync(join(MODELS, path));
const changed = (path: string, change: (bytes: Uint8Array) => void) => {
  const bytes = fixture(path);
  change(bytes);
  return bytes;
};

refused(
  "a missing file",
  /no such file or folder \(expected a model\)/,
  () => refusalOf("/nowhere/model.pt"),
);
refused("an empty file", /is empty/, () => refusal(""));
refused(
  "a web page instead of a model",
  /web page/,
  () => refusal("\n<!DOCTYPE html><html><body>404</body></html>", "model.safetensors"),
);
refused(
  "a Git LFS pointer",
  /Git LFS pointer.*git lfs pull/,
  () => refusal("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "model.pt"),
);
refused("bytes of no format", /not a model file/, () => refusal(new Uint8Array(4096).fill(0xee)));
refused("JSON that is no model", /without a weightsManifest/, () => refusal('{"layers": []}'));
refused("a gzip archive", /gzip archive \(unpack/, () => refusal("\x1f\x8b\x08", "model.pt.gz"));

for (
  const path of [
    "pytorch/net.pt",
    "pytorch/net.pth",
    "safetensors/net.safetensors",
    "keras/net.h5",
    "keras/net.keras",
    "onnx/net.onnx",
    "numpy/net.npz",
  ]
) {
  refused(`${path} cut in the middle`, /complete\?/, () => {
    const bytes = fixture(path);
    return refusal(bytes.subarray(0, bytes.length >> 1), path.replace("/", "-"));
  });
}

refused(
  "a header longer than the file",
  /header claims .* bytes but the file has/,
  () => refusal("\xff\xff\xff\x7f\0\0\0\0{}".padEnd(32), "model.safetensors"),
);
refused(
  "tensors that overlap",
  /"b.weight" overlaps tensor "a.weight"/,
  () =>
    refusal(safetensorsFile({
      "a.weight": { dtype: "F32", shape: [2], data_offsets: [0, 8] },
      "b.weight": { dtype: "F32", shape: [2], data_offsets: [4, 12] },
    }, 12)),
);
refused("tensors with a hole between them", /leaves a hole/, () =>
  refusal(safetensorsFile({
    "a.weight": { dtype: "F32", shape: [1], data_offsets: [0, 4] },
    "b.weight": { dtype: "F32", shape: [1], data_offsets: [8, 12] },
  }, 12)));
refused(
  "a shape that its bytes do not fill",
  /has 8 bytes, expected 16/,
  () =>
    refusal(safetensorsFile({
      "a.weight": { dtype: "F32", shape: [2, 2], data_offsets: [0, 8] },
    }, 8)),
);
refused("a shape of more numbers than there can be", /shape/, () =>
  refusal(safetensorsFile({
    "a.weight": { dtype: "F32", shape: [2 ** 40, 2 ** 40], data_offsets: [0, 8] },
  }, 8)));

for (const path of ["pytorch/evil.pt", "pytorch/evil.pth"]) {
  refused(
    `${path}, whose pickle would run a command, and runs nothing`,
    /refers to (posix|nt)\.system, .* never run/,
    async () => {
      const message = await refusalOf(join(MODELS, path));
      await assert.rejects(Deno.stat("/tmp/repr-was-here"));
      return message;
    },
  );
}
refused(
  "a complete pickled model, naming its class",
  /pytorch_net\.Net, .*state_dict/,
  () => refusalOf(join(MODELS, "pytorch/whole_model.pt")),
);
refused("a TorchScript program", /TorchScript/, () => refusalOf(join(MODELS, "pytorch/script.pt")));
refused(
  "arrays of Python objects",
  /never unpickled/,
  () => refusalOf(join(MODELS, "numpy/objects.npz")),
);

refused("an encrypted archive", /is encrypted/, () =>
  refusal(changed("pytorch/net.pt", (bytes) => {
    // The general purpose flags of each entry of the zip directory: "PK\1\2", then 8 bytes on.
    for (let i = 0; i + 9 < bytes.length; i++) {
      const entry = bytes[i] === 0x50 && bytes[i + 1] === 0x4b && bytes[i + 2] === 1 &&
        bytes[i + 3] === 2;
      if (entry) bytes[i + 8] = (bytes[i + 8] ?? 0) | 1;
    }
  })));

Deno.test("openModelFile() names the models of a folder that has several", async () => {
  const message = await refusalOf(join(MODELS, "onnx"));
  assert.ok(/several models.*external\.onnx, folded\.onnx, half\.onnx/.test(message), message);
});

Deno.test("openModelFile() refuses a folder without a model", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "readme.txt"), "nothing here");
  assert.ok(/found no model in this folder/.test(await refusalOf(folder)));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("openModelFile() finds the one model of a folder, in a subfolder too", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(join(folder, "weights"));
  await Deno.writeFile(join(folder, "weights", "net.pt"), fixture("pytorch/net.pt"));
  using file = await openModelFile(folder);
  assert.equal(file.path, join(folder, "weights", "net.pt"));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("openModelFile() names a missing file of weights", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.copyFile(join(MODELS, "tfjs/layers/model.json"), join(folder, "model.json"));
  assert.ok(/group1-shard1of1\.bin: no such file or folder/.test(await refusalOf(folder)));
  await Deno.remove(folder, { recursive: true });
});

/** Opens the model of a folder that `make` fills. */
async function refusalIn(make: (folder: string) => Promise<string>): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    return await refusalOf(await make(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A folder with an index of one shard, at which `put` puts something. */
function shardIs(
  put: (shard: string) => Promise<unknown>,
  shard = "model-00001-of-00001.safetensors",
): Promise<string> {
  return refusalIn(async (folder) => {
    const index = join(folder, "model.safetensors.index.json");
    await Deno.writeTextFile(index, JSON.stringify({ weight_map: { "conv.weight": shard } }));
    await put(join(folder, shard));
    return index;
  });
}

refused(
  "an index that names itself",
  /index\.json: it is JSON, expected a shard/,
  () => shardIs(() => Promise.resolve(), "model.safetensors.index.json"),
);
refused("a folder as a shard", /it is a folder/, () => shardIs((shard) => Deno.mkdir(shard)));
refused(
  "a pipe as a shard, without waiting for a writer",
  /it is a pipe or a device/,
  () => shardIs((shard) => new Deno.Command("mkfifo", { args: [shard] }).output()),
);
refused(
  "a link to a device as a shard",
  /a link that leads out of its folder/,
  () => shardIs((shard) => Deno.symlink("/dev/zero", shard)),
);
refused(
  "a link to another folder's file as a shard",
  /a link that leads out of its folder/,
  () => shardIs((shard) => Deno.symlink(join(MODELS, "safetensors/net.safetensors"), shard)),
);
refused(
  "a shard in another folder",
  /names "\.\.\/net\.safetensors", expected a file in the same folder/,
  () => shardIs(() => Promise.resolve(), "../net.safetensors"),
);
refused(
  "a pipe as external data",
  /external\.onnx\.data: it is a pipe or a device/,
  () =>
    refusalIn(async (folder) => {
      await Deno.writeFile(join(folder, "external.onnx"), fixture("onnx/external.onnx"));
      const data = join(folder, "external.onnx.data");
      await new Deno.Command("mkfifo", { args: [data] }).output();
      return join(folder, "external.onnx");
    }),
);
refused(
  "a link as external data that leads out of the folder",
  /external\.onnx\.data", a link that leads out of its folder/,
  () =>
    refusalIn(async (folder) => {
      await Deno.writeFile(join(folder, "external.onnx"), fixture("onnx/external.onnx"));
      await Deno.symlink(
        join(MODELS, "onnx/external.onnx.data"),
        join(folder, "external.onnx.data"),
      );
      return join(folder, "external.onnx");
    }),
);
refused(
  "a manifest that gives one file again and again",
  /weightsManifest gives w\.bin twice/,
  () =>
    refusalIn(async (folder) => {
      await Deno.writeFile(join(folder, "w.bin"), new Uint8Array(4));
      const manifest = [{ paths: Array(2000).fill("w.bin"), weights: [] }];
      await Deno.writeTextFile(
        join(folder, "model.json"),
        JSON.stringify({ modelTopology: {}, weightsManifest: manifest }),
      );
      return folder;
    }),
);
refused(
  "a manifest that gives one file to many groups",
  /weightsManifest gives w\.bin twice/,
  () =>
    refusalIn(async (folder) => {
      await Deno.writeFile(join(folder, "w.bin"), new Uint8Array(4));
      const weights = [{ name: "w", shape: [1], dtype: "float32" }];
      const manifest = Array.from({ length: 300 }, () => ({ paths: ["w.bin"], weights }));
      await Deno.writeTextFile(
        join(folder, "model.json"),
        JSON.stringify({ modelTopology: {}, weightsManifest: manifest }),
      );
      return folder;
    }),
);
refused(
  "the same numbers under many names",
  /tensors have 360,000,000 bytes together but are stored in 3,\d{3},\d{3}/,
  () => refusal(manyNames(100, 900_000), "model.pth"),
);

/** PyTorch's older format: so many names for one tensor. */
function manyNames(names: number, length: number): string {
  const u32 = (value: number) =>
    String.fromCharCode(...new Uint8Array(Uint32Array.of(value).buffer));
  const text = (word: string) => `X${u32(word.length)}${word}`;
  const size = `J${u32(length)}`;
  const storage = `(${text("storage")}ctorch\nFloatStorage\n${text("0")}${text("cpu")}${size}NtQ`;
  const tensor = `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\0${size}\x85K\x01\x85\x89}tR`;
  const items = Array.from({ length: names }, (_, i) => `${text(`w${i}`)}h\0`).join("");
  return "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19." +
    "\x80\x02M\xe9\x03." + "\x80\x02}." +
    `\x80\x02${tensor}q\x000}(${items}u.` + `\x80\x02](${text("0")}e.` +
    u32(length) + u32(0) + "\0".repeat(4 * length);
}

/** Words that every object knows. */
const WORDS = ["constructor", "__proto__", "valueOf", "toString", "hasOwnProperty"];

for (const word of WORDS) {
  refused(`${word} as a type`, /has type "/, () =>
    refusal(safetensorsFile({
      "a.weight": { dtype: word, shape: [1, 1, 1, 1], data_offsets: [0, 4] },
    }, 4)));
}

Deno.test("words that every object knows are names like others", async () => {
  const folder = await Deno.makeTempDir();
  const layers = WORDS.map((name) => ({
    class_name: name,
    config: { name, groups: { valueOf: 1 }, dilation_rate: { toString: 1 }, layers: name },
    inbound_nodes: [[[{ toString: 1 }, 0, 0]]],
  }));
  const weights = WORDS.flatMap((name) => [
    { name: `${name}/kernel`, shape: [1, 1, 1, 2], dtype: "float32" },
    { name: `${name}/gamma`, shape: [2], dtype: "float32" },
  ]);
  const odd = [{ class_name: { toString: 1 }, config: { name: { valueOf: 1 } } }, null, 7];
  const node = { name: { toString: 1 }, op: { toString: 1 }, input: [{ valueOf: 1 }, "toString"] };
  const attr = { dilations: { list: { i: [{ valueOf: 1 }, 1, 1, 1] } } };
  for (
    const modelTopology of [
      { model_config: { class_name: { toString: 1 }, config: { layers: [...layers, ...odd] } } },
      { node: [node, ...WORDS.map((op) => ({ name: op, op, input: [op, op], attr }))] },
    ]
  ) {
    await Deno.writeFile(join(folder, "w.bin"), new Uint8Array(4 * 4 * WORDS.length));
    await Deno.writeTextFile(
      join(folder, "model.json"),
      JSON.stringify({ modelTopology, weightsManifest: [{ paths: ["w.bin"], weights }] }),
    );
    using file = await openModelFile(folder);
    for (const layer of file.layers) kernelRows(layer);
    assert.equal(file.tensors.length, weights.length);
  }
  await Deno.remove(folder, { recursive: true });
});

for (let length = 128; length <= 1536; length += 128) {
  Deno.test(`a safetensors header of ${length} bytes is no pickle`, async () => {
    const path = await Deno.makeTempFile();
    const header = JSON.stringify({
      "conv.weight": { dtype: "F32", shape: [1], data_offsets: [0, 4] },
    });
    const bytes = new Uint8Array(8 + length + 4);
    bytes.set(new Uint8Array(BigUint64Array.of(BigInt(length)).buffer));
    bytes.set(new TextEncoder().encode(header.padEnd(length)), 8);
    await Deno.writeFile(path, bytes);
    using file = await openModelFile(path);
    assert.equal(file.format, "safetensors");
    await Deno.remove(path);
  });
}

Deno.test("layers by names that every object knows are ranked and counted like others", async () => {
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  const header = Object.fromEntries(WORDS.map((word, i) => [
    `${word}.weight`,
    { dtype: "F32", shape: [4, 1, 1, 1], data_offsets: [16 * i, 16 * i + 16] },
  ]));
  await Deno.writeFile(path, safetensorsFile(header, 16 * WORDS.length));
  const { selection, layers } = await rankModelFile(path, { rankFirst: true, prune: 0.5 });
  assert.deepEqual(Object.keys(selection.perLayer).sort(), WORDS.toSorted());
  assert.deepEqual(layers.map(({ name }) => name).sort(), WORDS.toSorted());
  const taken = Object.entries(selection.perLayer).map(([, count]) => count);
  assert.equal(taken.reduce((a, b) => a + b), 10);
  await Deno.remove(path);
});

// Formats that are not read, as their programs begin them, and what converts them.
for (
  const [what, name, bytes, pattern] of [
    [
      "a SavedModel",
      "saved_model.pb",
      "\x08\x01\x12\xf0\x01",
      /SavedModel \(.*tensorflowjs_converter/,
    ],
    [
      "a TensorFlow checkpoint",
      "model.ckpt.index",
      "\0\0\x06\0\x08\x01",
      /load_checkpoint\(PREFIX\)/,
    ],
    ["its data", "model.ckpt.data-00000-of-00001", "\x08\x01\x02", /load_checkpoint\(PREFIX\)/],
    ["its list", "checkpoint", 'model_checkpoint_path: "a"', /load_checkpoint\(PREFIX\)/],
    [
      "a frozen graph",
      "graph.pb",
      "\n\x10\n\x01x\x12\x0bPlaceholder",
      /--input_format=tf_frozen_model/,
    ],
    [
      "the index of Keras' shards",
      "model.weights.json",
      '{"weight_map": {"/layers/conv/vars": ["model_00000.weights.h5"]}}',
      /Keras' weights in several files \(.*save_weights/,
    ],
  ] as const
) {
  refused(`${what} and names the conversion`, pattern, () => refusal(bytes, name));
}
refused("a SavedModel's folder", /it is a TensorFlow SavedModel/, async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "saved_model.pb"), "");
  const message = await refusalOf(folder);
  await Deno.remove(folder, { recursive: true });
  return message;
});
refused("NumPy's file of a dictionary", /never unpickled \(save the arrays: numpy\.savez/, () => {
  const header = "{'descr': '|O', 'fortran_order': False, 'shape': (), }".padEnd(117) + "\n";
  return refusal(`\x93NUMPY\x01\0\x76\0${header}\x80\x04.`, "weights.npy");
});
refused("an ONNX model of ConvInteger", /ConvInteger .*quantize_dynamic/, () => {
  const field = (number: number, text: string) =>
    `${String.fromCharCode(number << 3 | 2, text.length)}${text}`;
  const node = ["x", "w"].map((input) => field(1, input)).join("") + field(2, "y") +
    field(4, "ConvInteger");
  return refusal(`\x08\x08${field(7, field(1, node))}`, "model.onnx");
});
refused("a program of torch.export", /torch\.export\.load\(FILE\)\.state_dict/, async () => {
  const entry = new TextEncoder().encode("net/archive_format");
  const [local, central, end] = [30, 46, 22].map((size) => new DataView(new ArrayBuffer(size)));
  local?.setUint32(0, 0x04034b50, true);
  local?.setUint16(26, entry.length, true);
  central?.setUint32(0, 0x02014b50, true);
  central?.setUint16(28, entry.length, true);
  end?.setUint32(0, 0x06054b50, true);
  end?.setUint16(8, 1, true);
  end?.setUint16(10, 1, true);
  end?.setUint32(12, 46 + entry.length, true);
  end?.setUint32(16, 30 + entry.length, true);
  const parts = [local, entry, central, entry, end].flatMap((part) => part ?? []);
  return await refusal(await new Blob(parts).bytes(), "net.pt2");
});
