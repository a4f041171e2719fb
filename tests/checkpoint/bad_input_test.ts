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
