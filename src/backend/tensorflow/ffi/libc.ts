/**
 * The C library: settings of the process that TensorFlow needs before and while it is loaded.
 *
 * Everything here does nothing, or less, where `--allow-ffi` is limited to some paths: Deno then opens libraries by path
 * only, and the C library has none that is the same on every machine.
 *
 * @module
 */

const SYMBOLS = {
  dlopen: { parameters: ["buffer", "i32"], result: "u64" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
  dup: { parameters: ["i32"], result: "i32" },
  dup2: { parameters: ["i32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  setenv: { parameters: ["buffer", "buffer", "i32"], result: "i32" },
  mallopt: { parameters: ["i32", "i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Libc = Deno.StaticForeignLibraryInterface<typeof SYMBOLS>;

let opened: { readonly functions: Libc | undefined } | undefined;

/** The functions; undefined if Deno may not open the C library. */
function libc(): Libc | undefined {
  if (opened === undefined) {
    let functions: Libc | undefined;
    try {
      functions = Deno.dlopen("libc.so.6", SYMBOLS).symbols;
    } catch {
      functions = undefined;
    }
    opened = { functions };
  }
  return opened.functions;
}

/** A zero-terminated C string. */
function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

/**
 * Loads a library that is never unloaded: TensorFlow crashes when it is unloaded, which Deno does on exit.
 *
 * The library's own symbols take precedence over other libraries' symbols of the same name: Mesa's Vulkan driver, which
 * WebGPU loads, contains another version of LLVM, and TensorFlow crashed when it called that. This precedence needs the
 * C library.
 *
 * @throws {Error} With the loader's message, if the library cannot be loaded.
 */
export function dlopen(path: string): void {
  const RTLD_LAZY = 0x0001, RTLD_DEEPBIND = 0x0008, RTLD_NODELETE = 0x1000;
  libc()?.dlopen(cString(path), RTLD_LAZY | RTLD_NODELETE | RTLD_DEEPBIND);
  // Deno's own call reports errors. The library depends on the C library, so `dlopen` is found among its symbols.
  const { symbols } = Deno.dlopen(path, { dlopen: SYMBOLS.dlopen });
  symbols.dlopen(cString(path), RTLD_LAZY | RTLD_NODELETE);
}

/**
 * Redirects the process's stderr to `/dev/null` during a call: TensorFlow prints while it is being loaded, before its log
 * level can be set.
 */
export function silenceStderr(action: () => void): void {
  const functions = libc();
  if (functions === undefined) return action();
  const O_WRONLY = 1, STDERR = 2;
  const { open, dup, dup2, close } = functions;
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

/**
 * Makes the C library keep freed memory for the next tensor. By default glibc returns freed blocks above 128 KiB to the
 * system at once and requests them again for the next operation, page by page: a seventh of a residual net's training step.
 */
export function keepFreedMemory(): void {
  const M_TRIM_THRESHOLD = -1, M_MMAP_THRESHOLD = -3;
  const functions = libc();
  functions?.mallopt(M_MMAP_THRESHOLD, 2 ** 30);
  functions?.mallopt(M_TRIM_THRESHOLD, 2 ** 31 - 1);
}

/**
 * Makes TensorFlow use oneDNN's kernels by setting the environment variable `TF_ENABLE_ONEDNN_OPTS` to 1. The choice decides
 * the bits of results, so all runs must agree on it. Call it before TensorFlow is loaded.
 *
 * @returns Whether that is certain; without the C library the environment decides.
 */
export function requireOneDnn(): boolean {
  const OVERWRITE = 1;
  const failed = libc()?.setenv(cString("TF_ENABLE_ONEDNN_OPTS"), cString("1"), OVERWRITE);
  return failed === 0;
}
