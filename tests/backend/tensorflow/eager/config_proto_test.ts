import assert from "node:assert/strict";
import { configProto } from "../../../../src/backend/tensorflow/eager/config_proto.ts";

// Bytes of tf.compat.v1.ConfigProto(…).SerializeToString() in Python.
Deno.test("configProto() encodes the bytes of TensorFlow's own ConfigProto", () => {
  assert.deepEqual(
    [...configProto({ threads: 2, hideGpus: false })],
    [0x10, 2, 0x28, 2, 0x32, 2, 0x20, 1],
  );
  assert.deepEqual(
    [...configProto({ threads: 300, hideGpus: true })],
    [0x0a, 7, 0x0a, 3, 0x47, 0x50, 0x55, 0x10, 0, 0x10, 0xac, 2, 0x28, 0xac, 2, 0x32, 2, 0x20, 1],
  );
});
