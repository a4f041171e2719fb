/**
 * What tfjs' WebAssembly backend lacks for training, and what it has but slowly.
 *
 * @module
 */

import { conv2dBackpropFilter, conv2dBackpropInput } from "./conv2d_gradients.ts";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./depthwise_gradients.ts";
import { registerDilatedGradients } from "./dilated_gradients.ts";
import type { WasmBackend } from "./interface.ts";
import { withExplicitPadding } from "./explicit_padding.ts";
import { maxPoolGradient } from "./max_pool_gradient.ts";
import { registeredWasmKernel, registerWasmKernel } from "./register.ts";
import { unsortedSegmentSum } from "./segment_sum.ts";

const CONVOLUTIONS = [
  "Conv2D",
  "FusedConv2D",
  "DepthwiseConv2dNative",
  "FusedDepthwiseConv2D",
];

/** Registers the gradients by composition. `Conv2DBackpropInput` exists, but takes 40 times as long. */
export function registerTrainingKernels(backend: WasmBackend): void {
  registerWasmKernel(backend, "Conv2DBackpropInput", conv2dBackpropInput);
  registerWasmKernel(backend, "Conv2DBackpropFilter", conv2dBackpropFilter);
  registerWasmKernel(backend, "DepthwiseConv2dNativeBackpropInput", depthwiseBackpropInput);
  registerWasmKernel(backend, "DepthwiseConv2dNativeBackpropFilter", depthwiseBackpropFilter);
  registerWasmKernel(backend, "UnsortedSegmentSum", unsortedSegmentSum);
  registerWasmKernel(backend, "MaxPoolGrad", maxPoolGradient);
  registerDilatedGradients();
  for (const name of CONVOLUTIONS) {
    registerWasmKernel(backend, name, withExplicitPadding(registeredWasmKernel(name)));
  }
}
