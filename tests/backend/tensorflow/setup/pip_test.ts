import assert from "node:assert/strict";
import { parseCudaPackages } from "../../../../src/backend/tensorflow/setup/pip.ts";

Deno.test("parseCudaPackages() returns the CUDA packages in the wheel's metadata, and no others", () => {
  const metadata = [
    "Name: tensorflow",
    "Requires-Dist: numpy>=1.26.0",
    "Provides-Extra: and-cuda",
    'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
    'Requires-Dist: nvidia-nccl-cu12<3.0,>=2.25.1 ; extra == "and-cuda"',
    'Requires-Dist: other; extra == "test"',
  ].join("\n");
  assert.deepEqual(parseCudaPackages(metadata), [
    "nvidia-cublas-cu12<13.0,>=12.5.3.2",
    "nvidia-nccl-cu12<3.0,>=2.25.1",
  ]);
});
