/**
 * tfjs-node's backend class and kernels, without the package's entry point, which requires a C++ addon.
 *
 * @module
 */

import "./node_util.ts";
export { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import "@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js";
