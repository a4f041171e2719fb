import assert from "node:assert/strict";
import { join } from "node:path";
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
refused("quantized tensors of PyTorch", /t\.dequantize\(\) if t\.is_quantized/, () => {
  const magic = "\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."; // the legacy format's first pickle
  const version = "\x80\x02M\xe9\x03.";
  const system = "\x80\x02}.";
  return refusal(
    `${magic}${version}${system}\x80\x02ctorch._utils\n_rebuild_qtensor\n.`,
    "net.pth",
  );
});
