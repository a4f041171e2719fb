/**
 * The kernels that tfjs' WebAssembly backend lacks for training, and those that it computes wrongly or slowly.
 *
 * @module
 */

import { KernelRegistry } from "../kernel.ts";
import {
  TRAINING_BATCH_NORM,
  TRAINING_BATCH_NORM_GRADIENT,
} from "../patches/batch_normalization.ts";
import { broadcastMatMul } from "./broadcast_mat_mul.ts";
import { conv2dBackpropFilter, conv2dBackpropInput } from "./conv2d_gradients.ts";
import { averagePoolGradient, withExplicitPadding } from "./corrected_padding.ts";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./depthwise_gradients.ts";
import { registerDilatedGradients } from "./dilated_gradients.ts";
import { fastBatchNorm, fastBatchNormGradient } from "./fast_batch_norm.ts";
import {
  fastConv2d,
  fastConv2dBackpropFilter,
  fastConv2dBackpropInput,
  fastFusedConv2d,
} from "./fast_convolutions.ts";
import { fastRelu, fastSum, identity, reluGradient } from "./fast_elementwise.ts";
import { fastMaxPool, fastMaxPoolGradient } from "./fast_pooling.ts";
import { batchedGather, unsortedSegmentSum } from "./gather.ts";
import type { WasmBackend } from "./interface.ts";
import type { KernelModule } from "./kernel_module.ts";

/** Registers missing and corrected kernels, which are written in TypeScript and support every shape. */
export function registerCompositions(backend: WasmBackend): void {
  const kernels = new KernelRegistry("wasm", backend);
  kernels.register("Conv2DBackpropInput", conv2dBackpropInput);
  kernels.register("Conv2DBackpropFilter", conv2dBackpropFilter);
  kernels.register("DepthwiseConv2dNativeBackpropInput", depthwiseBackpropInput);
  kernels.register("DepthwiseConv2dNativeBackpropFilter", depthwiseBackpropFilter);
  kernels.register("UnsortedSegmentSum", unsortedSegmentSum);
  kernels.register("Identity", identity);
  kernels.replace("GatherV2", batchedGather);
  kernels.replace("BatchMatMul", broadcastMatMul);
  kernels.replace("AvgPoolGrad", averagePoolGradient);
  for (
    const name of ["Conv2D", "FusedConv2D", "DepthwiseConv2dNative", "FusedDepthwiseConv2D"]
  ) {
    kernels.replace(name, withExplicitPadding);
  }
  registerDilatedGradients();
}

/**
 * Registers the kernels of this project's module. For arguments that they do not support, the kernel that was
 * registered before runs.
 */
export function registerFastKernels(backend: WasmBackend, module: KernelModule): void {
  const kernels = new KernelRegistry("wasm", backend);
  kernels.replace("Conv2D", (fallback) => fastConv2d(module, fallback));
  kernels.replace("FusedConv2D", (fallback) => fastFusedConv2d(module, fallback));
  kernels.replace("Conv2DBackpropInput", (fallback) => fastConv2dBackpropInput(module, fallback));
  kernels.replace("Conv2DBackpropFilter", (fallback) => fastConv2dBackpropFilter(module, fallback));
  kernels.replace("MaxPool", (fallback) => fastMaxPool(module, fallback));
  kernels.replace("Relu", (fallback) => fastRelu(module, fallback));
  kernels.replace("Sum", (fallback) => fastSum(module, fallback));
  kernels.register("MaxPoolGrad", fastMaxPoolGradient(module));
  kernels.register("ReluGrad", reluGradient(module));
  kernels.register(TRAINING_BATCH_NORM, fastBatchNorm(module));
  kernels.register(TRAINING_BATCH_NORM_GRADIENT, fastBatchNormGradient(module));
}
