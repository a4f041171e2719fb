/**
 * The C library, as far as TensorFlow needs it.
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

type CLibrary = Deno.StaticForeignLibraryInterface<typeof SYMBOLS>;

let loaded: { readonly library: CLibrary | undefined } | undefined;

/** The functions; undefined where `--allow-ffi` names only some folders: Deno then wants a path, not a name. */
export function cLibrary(): CLibrary | undefined {
  loaded ??= { library: load() };
  return loaded.library;
}

function load(): CLibrary | undefined {
  try {
    return Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  } catch {
    return undefined;
  }
}

/** A C string. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}
