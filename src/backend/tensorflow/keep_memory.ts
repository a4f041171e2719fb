/**
 * Lets the process keep the memory that tensors gave back.
 *
 * @module
 */

import { cLibrary } from "./ffi/libc.ts";

const M_TRIM_THRESHOLD = -1;
const M_MMAP_THRESHOLD = -3;
const MOST = 2 ** 31 - 1;

/**
 * Keeps freed memory for the next tensor. As it comes, the C library hands large blocks back to the system at once and
 * gets them again for the next operation, page by page: a seventh of a residual net's training step.
 */
export function keepFreedMemory(): void {
  const library = cLibrary();
  library?.mallopt(M_MMAP_THRESHOLD, 2 ** 30);
  library?.mallopt(M_TRIM_THRESHOLD, MOST);
}
