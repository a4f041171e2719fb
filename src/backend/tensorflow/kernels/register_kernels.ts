/**
 * The kernels that replace tfjs-node's, or that it lacks.
 *
 * @module
 */

import { KernelRegistry } from "../../kernel.ts";
import {
  TRAINING_BATCH_NORM,
  TRAINING_BATCH_NORM_GRADIENT,
} from "../../patches/batch_normalization.ts";
import { CROSS_ENTROPY } from "../../patches/cross_entropy.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { batchNorm, batchNormGradient } from "./batch_norm.ts";
import { fusedConvolution, refuseUnevenStrides } from "./convolution.ts";
import { fastMaxPool, fastMaxPoolGradient, hasFastMaxPool } from "./max_pool.ts";
import { activationGradient, crossEntropy, gather } from "./single_operations.ts";

/** Registers the kernels that suit the device in use. */
export function registerKernels(backend: NativeBackend): void {
  const kernels = new KernelRegistry("tensorflow", backend);
  kernels.register("ReluGrad", activationGradient("ReluGrad"));
  kernels.register("Relu6Grad", activationGradient("Relu6Grad"));
  kernels.register(TRAINING_BATCH_NORM, batchNorm);
  kernels.register(TRAINING_BATCH_NORM_GRADIENT, batchNormGradient);
  kernels.register(CROSS_ENTROPY, crossEntropy);
  kernels.replace("FusedConv2D", fusedConvolution);
  kernels.replace("GatherV2", gather);
  if (!backend.isUsingGpuDevice) {
    for (const name of ["Conv2D", "FusedConv2D"]) kernels.replace(name, refuseUnevenStrides);
  }
  if (hasFastMaxPool(backend)) {
    kernels.replace("MaxPool", fastMaxPool);
    kernels.replace("MaxPoolGrad", fastMaxPoolGradient);
  }
}
