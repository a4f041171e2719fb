/**
 * Runs something while nothing reaches stderr.
 *
 * @module
 */

const O_WRONLY = 1;
const STDERR = 2;

/**
 * Runs `action` with the process's stderr turned off: TensorFlow logs while it is being loaded, before there is
 * anything to ask it not to. Without permission for the C library (`--allow-ffi=libc.so.6`) it just runs.
 */
export function hushed(action: () => void): void {
  let c;
  try {
    c = Deno.dlopen("libc.so.6", {
      open: { parameters: ["buffer", "i32"], result: "i32" },
      dup: { parameters: ["i32"], result: "i32" },
      dup2: { parameters: ["i32", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
    });
  } catch {
    action();
    return;
  }
  const { open, dup, dup2, close } = c.symbols;
  const nowhere = open(new TextEncoder().encode("/dev/null\0"), O_WRONLY);
  const stderr = dup(STDERR);
  dup2(nowhere, STDERR);
  try {
    action();
  } finally {
    dup2(stderr, STDERR);
    close(stderr);
    close(nowhere);
    c.close();
  }
}
