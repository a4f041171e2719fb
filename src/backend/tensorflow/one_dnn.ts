/**
 * Which kernels TensorFlow computes with on a CPU.
 *
 * @module
 */

import { cLibrary, cString } from "./ffi/libc.ts";

/**
 * Has TensorFlow use oneDNN's kernels, which it would not if `TF_ENABLE_ONEDNN_OPTS` said so: it decides the bits of
 * results, so runs must agree on it. To be called before TensorFlow is loaded.
 *
 * @returns Whether that is certain; without permission for the C library it is left to the environment.
 */
export function requireOneDnn(): boolean {
  const OVERWRITE = 1;
  const failed = cLibrary()?.setenv(cString("TF_ENABLE_ONEDNN_OPTS"), cString("1"), OVERWRITE);
  return failed === 0;
}
