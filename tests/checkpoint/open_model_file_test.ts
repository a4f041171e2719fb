import assert from "node:assert/strict";
import { join } from "node:path";
import { kernelRows, openModelFile } from "../../src/checkpoint/mod.ts";
import { MODELS } from "./fixtures.ts";
import { safetensorsFile } from "./safetensors_file.ts";

Deno.test("of a file that is larger than any array only the convolution is read", async () => {
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  const size = 2 ** 31;
  const head = safetensorsFile({
    "conv.weight": { dtype: "F32", shape: [2, 1, 2, 2], data_offsets: [0, 32] },
    "table": { dtype: "U8", shape: [size], data_offsets: [32, 32 + size] },
  }, new Uint8Array(Float32Array.of(1, 0, 0, 0, 0, 2, 0, 0).buffer));
  await Deno.writeFile(path, head);
  await Deno.truncate(path, head.length + size);
  using file = await openModelFile(path);
  const [layer] = file.layers;
  assert.deepEqual(layer && [...kernelRows(layer).data], [1, 0, 0, 0, 0, 2, 0, 0]);
  await Deno.remove(path);
});

Deno.test("the layers of an open file are always the same objects", async () => {
  using file = await openModelFile(join(MODELS, "pytorch/net.pt"));
  const { layers } = file;
  assert.ok(layers.length > 0);
  assert.equal(file.layers, layers);
});

Deno.test("disposing of a file closes it and the model's further files", async () => {
  // The test runner reports files that are still open at the end.
  for (const path of ["safetensors/sharded", "tfjs/sharded", "onnx/external.onnx"]) {
    const file = await openModelFile(join(MODELS, path));
    const [tensor] = file.tensors;
    tensor?.read();
    file[Symbol.dispose]();
    assert.throws(() => tensor?.read(), path);
  }
});
