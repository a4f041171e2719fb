import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { backendCandidates, useBackend } from "../../../src/backend/mod.ts";
import { InputError } from "../../../src/errors.ts";
import { hasTensorflow, start, where } from "../backends.ts";

const options = { ignore: !hasTensorflow };

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a folder without TensorFlow is refused with the remedy", async () => {
  await inFolder(async (folder) => {
    const call = useBackend({ backend: "tensorflow", tensorflowDirectory: folder });
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof InputError);
      assert.ok(error.message.includes(folder));
      assert.match(error.message, /deno task setup/);
      assert.match(error.message, /`tensorflowDirectory`/);
      return true;
    });
  });
});

Deno.test("a truncated library is refused before it is loaded", async () => {
  await inFolder(async (folder) => {
    const library = await Deno.readFile(Deno.execPath());
    await Deno.writeFile(join(folder, "libtensorflow_cc.so.2"), library.subarray(0, 100_000));
    const [tensorflow] = await backendCandidates({ tensorflowDirectory: folder });
    assert.equal(tensorflow?.usable, false);
    assert.match(tensorflow?.reason ?? "", /truncated/);
    const call = useBackend({ backend: "tensorflow", tensorflowDirectory: folder });
    await assert.rejects(call, InputError);
  });
});

Deno.test("a wheel of another version is refused with both versions", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "tensorflow"));
    await Deno.mkdir(join(folder, "tensorflow_cpu-2.20.0.dist-info"));
    await Deno.writeFile(join(folder, "tensorflow", "libtensorflow_cc.so.2"), new Uint8Array());
    const [tensorflow] = await backendCandidates({ tensorflowDirectory: folder });
    assert.equal(tensorflow?.usable, false);
    assert.match(tensorflow?.reason ?? "", /2\.20\.0, expected 2\.21\.0 .*deno task setup/);
  });
});

Deno.test("auto does not choose TensorFlow if it is not installed", async () => {
  await inFolder(async (folder) => {
    const { name } = await useBackend({ tensorflowDirectory: folder, device: "cpu" });
    assert.equal(name, "wasm");
  });
});

Deno.test("useBackend() returns TensorFlow's version, device and threads", options, async () => {
  const { name, device, version, threads } = await start("tensorflow");
  assert.deepEqual([name, device, threads], ["tensorflow", "CPU:0", 2]);
  assert.match(version, /^2\.\d+\.\d+$/);
  assert.equal(tf.getBackend(), "tensorflow");
});

Deno.test("a missing GPU is refused with the reason", options, async () => {
  await start("tensorflow");
  await assert.rejects(useBackend({ ...where, backend: "tensorflow", device: "gpu" }), (error) => {
    assert.ok(error instanceof InputError);
    assert.match(error.message, /`device` gpu: .+/);
    return true;
  });
});

Deno.test("one input too many is an error, not a crash", options, async () => {
  await start("tensorflow");
  const x = tf.ones([2]);
  assert.throws(
    () => executor().executeSingleOutput("Relu", [], [x, x]),
    /takes 1 inputs, found 2/,
  );
  x.dispose();
});

Deno.test("errors have TensorFlow's own message", options, async () => {
  await start("tensorflow");
  const [a, b] = [tf.ones([2, 3]), tf.ones([4, 5])];
  const product = () =>
    tf.engine().runKernel("BatchMatMul", { a, b }, { transposeA: false, transposeB: false });
  assert.throws(product, /Matrix size-incompatible|incompatible|In\[0\]/);
  tf.dispose([a, b]);
});

Deno.test("strides that TensorFlow computes wrongly are refused", options, async () => {
  await start("tensorflow");
  const x = tf.ones([1, 4, 4, 1]).as4D(1, 4, 4, 1);
  const filter = tf.ones([2, 2, 1, 1]).as4D(2, 2, 1, 1);
  assert.throws(() => tf.conv2d(x, filter, [1, 2], "same"), /strides \[1, 2\].*`backend` wasm/);
  tf.dispose([x, filter]);
});

Deno.test("every type of tensor is read as it was written", options, async () => {
  await start("tensorflow");
  const tensors = [
    tf.tensor2d([[1.5, -2], [0, 3]]),
    tf.tensor1d([1, -(2 ** 31), 2 ** 31 - 1], "int32"),
    tf.tensor1d([true, false], "bool"),
    tf.tensor1d(["weights", "", "größer"], "string"),
    tf.complex([1, 2], [3, 4]),
    tf.zeros([0, 3]),
    tf.scalar(7),
  ];
  const values = await Promise.all(tensors.map((tensor) => tensor.data<"float32">()));
  assert.deepEqual(values.map((value) => Array.from(value, String)), [
    ["1.5", "-2", "0", "3"],
    ["1", "-2147483648", "2147483647"],
    ["1", "0"],
    ["weights", "", "größer"],
    ["1", "3", "2", "4"],
    [],
    ["7"],
  ]);
  tf.dispose(tensors);
});

Deno.test("TensorFlow prints nothing", options, async () => {
  const program = fileURLToPath(import.meta.resolve("./quiet_program.ts"));
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", program],
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  assert.deepEqual([code, text.decode(stdout), text.decode(stderr)], [0, "", ""]);
});

/** The interface of the backend, which accepts any operation. */
function executor(): {
  executeSingleOutput(name: string, attributes: [], inputs: tf.Tensor[]): tf.Tensor;
} {
  const backend = tf.backend();
  assert.ok("executeSingleOutput" in backend);
  return backend as tf.KernelBackend & ReturnType<typeof executor>;
}

Deno.test(
  "TensorFlow starts after WebGPU, whose driver may contain another LLVM",
  options,
  async () => {
    const program = fileURLToPath(import.meta.resolve("./after_webgpu_program.ts"));
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-check", program],
    });
    const { code } = await command.output();
    assert.equal(code, 0);
  },
);
