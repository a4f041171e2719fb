/**
 * What tfjs' WebAssembly backend lacks for training, what it computes wrongly, and what it computes slowly.
 *
 * @module
 */

import { registerTrainingBatchNorm } from "../patches/batch_normalization.ts";
import { registerFastBatchNorm } from "./fast_batch_norm.ts";
import { registerReluGradients } from "../patches/relu_gradients.ts";
import { averagePoolGradient } from "./corrected_padding.ts";
import { batchedGather } from "./batched_gather.ts";
import { broadcastingMatMul } from "./broadcast_mat_mul.ts";
import { conv2dBackpropFilter, conv2dBackpropInput } from "./conv2d_gradients.ts";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./depthwise_gradients.ts";
import { registerDilatedGradients } from "./dilated_gradients.ts";
import { withExplicitPadding } from "./explicit_padding.ts";
import {
  fastConv2d,
  fastConv2dBackpropFilter,
  fastConv2dBackpropInput,
  fastFusedConv2d,
} from "./fast_convolutions.ts";
import { fastRelu, fastSum, reluGradient } from "./fast_elementwise.ts";
import { fastMaxPool, fastMaxPoolGradient } from "./fast_pooling.ts";
import { identity } from "./identity.ts";
import type { WasmBackend } from "./interface.ts";
import type { KernelModule } from "./kernel_module.ts";
import { type Kernel, registeredWasmKernel, registerWasmKernel } from "./register.ts";
import { unsortedSegmentSum } from "./gather.ts";

/** Kernels in TypeScript, by composition of stock ones: for every shape. */
export function registerCompositions(backend: WasmBackend): void {
  const register = (name: string, kernel: Kernel) => registerWasmKernel(backend, name, kernel);
  register("Conv2DBackpropInput", conv2dBackpropInput);
  register("Conv2DBackpropFilter", conv2dBackpropFilter);
  register("DepthwiseConv2dNativeBackpropInput", depthwiseBackpropInput);
  register("DepthwiseConv2dNativeBackpropFilter", depthwiseBackpropFilter);
  register("UnsortedSegmentSum", unsortedSegmentSum);
  for (
    const name of ["Conv2D", "FusedConv2D", "DepthwiseConv2dNative", "FusedDepthwiseConv2D"]
  ) {
    register(name, withExplicitPadding(registeredWasmKernel(name)));
  }
  register("AvgPoolGrad", averagePoolGradient(registeredWasmKernel("AvgPoolGrad")));
  register("BatchMatMul", broadcastingMatMul(registeredWasmKernel("BatchMatMul")));
  register("GatherV2", batchedGather(registeredWasmKernel("GatherV2")));
  register("Identity", identity);
  registerDilatedGradients();
}

/** Kernels of our own module on top, for the shapes they take; the others fall back to what was registered. */
export function registerFastKernels(backend: WasmBackend, kernels: KernelModule): void {
  const register = (name: string, kernel: Kernel) => registerWasmKernel(backend, name, kernel);
  const replace = (name: string, kernel: (kernels: KernelModule, fallback: Kernel) => Kernel) =>
    register(name, kernel(kernels, registeredWasmKernel(name)));
  replace("Conv2D", fastConv2d);
  replace("FusedConv2D", fastFusedConv2d);
  replace("Conv2DBackpropInput", fastConv2dBackpropInput);
  replace("Conv2DBackpropFilter", fastConv2dBackpropFilter);
  replace("MaxPool", fastMaxPool);
  replace("Relu", fastRelu);
  replace("Sum", fastSum);
  register("MaxPoolGrad", fastMaxPoolGradient(kernels));
  register("ReluGrad", reluGradient(kernels));
  registerReluGradients();
  registerFastBatchNorm(backend, kernels);
  registerTrainingBatchNorm();
}
