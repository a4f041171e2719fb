/**
 * The kernels that replace tfjs-node's, chosen for the device in use.
 *
 * @module
 */

import { registerTrainingBatchNorm } from "../../patches/batch_normalization.ts";
import { registerCrossEntropy } from "../../patches/cross_entropy.ts";
import { registerCrossEntropyKernel } from "./cross_entropy.ts";
import { registerBatchNorm } from "./batch_norm.ts";
import { registerReluGradients } from "../../patches/relu_gradients.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { activationGradient } from "./single_operations.ts";
import { fusedConvolution } from "./convolution.ts";
import { gather } from "./gather.ts";
import { refusingUnevenStrides } from "./uneven_strides.ts";
import { type Kernel, registeredNativeKernel, registerNativeKernel } from "../../kernel.ts";
import { fastMaxPool, fastMaxPoolGradient, hasFastMaxPool } from "./max_pool.ts";

/** Registers them. */
export function registerNativeKernels(backend: NativeBackend): void {
  const register = (name: string, kernel: Kernel) => registerNativeKernel(backend, name, kernel);
  const replace = (name: string, kernel: (fallback: Kernel) => Kernel) =>
    register(name, kernel(registeredNativeKernel(name)));
  register("ReluGrad", activationGradient("ReluGrad"));
  register("Relu6Grad", activationGradient("Relu6Grad"));
  registerReluGradients();
  registerBatchNorm(backend);
  registerTrainingBatchNorm();
  registerCrossEntropyKernel(backend);
  registerCrossEntropy();
  replace("FusedConv2D", fusedConvolution);
  replace("GatherV2", gather);
  if (!backend.isUsingGpuDevice) {
    for (const name of ["Conv2D", "FusedConv2D"]) replace(name, refusingUnevenStrides);
  }
  if (hasFastMaxPool(backend)) {
    replace("MaxPool", fastMaxPool);
    replace("MaxPoolGrad", fastMaxPoolGradient);
  }
}
