/**
 * Runs something while nothing reaches stderr.
 *
 * @module
 */

import { cLibrary, cString } from "./ffi/libc.ts";

const O_WRONLY = 1;
const STDERR = 2;

/**
 * Runs `action` with the process's stderr turned off: TensorFlow logs while it is being loaded, before there is
 * anything to ask it not to. Without permission for the C library it just runs.
 */
export function hushed(action: () => void): void {
  const library = cLibrary();
  if (library === undefined) return action();
  const { open, dup, dup2, close } = library;
  const nowhere = open(cString("/dev/null"), O_WRONLY);
  const stderr = dup(STDERR);
  dup2(nowhere, STDERR);
  try {
    action();
  } finally {
    dup2(stderr, STDERR);
    close(stderr);
    close(nowhere);
  }
}
