/**
 * Compiles the project's crates to WebAssembly modules: with the user's own Rust toolchain if it has the target, otherwise
 * with Debian's. The module carries the digest of its sources in a custom section.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { sourceDigest, withDigest } from "./source_digest.ts";

const TARGET = "wasm32-unknown-unknown";

/** One crate and how to compile it. */
export interface WasmCrate {
  /** The crate's folder, with a slash at the end. */
  readonly folder: URL;
  /** The library's name: cargo names the file after it. */
  readonly library: string;
  /** The file to write, in the crate's folder. */
  readonly module: string;
  /** The part of Rust's own library that the crate needs. */
  readonly std: "core" | "std";
  /** @default none */
  readonly linkerArguments?: readonly string[];
}

interface Toolchain {
  readonly cargo: string;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a command prints, or undefined if it is missing or fails. */
async function output(command: string, ...args: string[]): Promise<string | undefined> {
  try {
    const run = await new Deno.Command(command, { args, stderr: "null" }).output();
    return run.success ? new TextDecoder().decode(run.stdout) : undefined;
  } catch {
    return undefined;
  }
}

async function toolchain({ std }: WasmCrate): Promise<Toolchain> {
  const library = await output("rustc", "--print", "target-libdir", "--target", TARGET);
  if (library !== undefined) {
    const there = await Deno.stat(library.trim()).then((info) => info.isDirectory, () => false);
    if (there) return { cargo: "cargo", flags: [], env: {} };
  }
  if (await output("/usr/bin/rustc", "--version") !== undefined) {
    return {
      cargo: "/usr/bin/cargo",
      flags: [`-Zbuild-std=${std},panic_abort`],
      env: {
        RUSTC: "/usr/bin/rustc",
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: "wasm-ld-19",
      },
    };
  }
  throw new Error(
    `Cannot build a WebAssembly module: found no Rust toolchain with the target ${TARGET} ` +
      `(rustup target add ${TARGET}, or on Debian: see linalg-wasm/README.md)`,
  );
}

/** Replaces this machine's folders in panic messages, which name source files. */
function remappedPaths({ folder }: WasmCrate): string[] {
  const cargoHome = Deno.env.get("CARGO_HOME") ?? `${Deno.env.get("HOME") ?? "~"}/.cargo`;
  const sources = `${cargoHome}/registry/src`;
  const registries = Array.from(entries(sources), (name) => [`${sources}/${name}`, "crates"]);
  return [
    ...registries,
    [fileURLToPath(folder).replace(/\/$/, ""), "../linalg-wasm"],
    ["/usr/lib/rustlib/src/rust", "rust"],
  ].map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}

function entries(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch {
    return []; // a crate without dependencies, on a machine that has fetched none
  }
}

/**
 * Builds a crate and writes its module.
 *
 * @returns Whether cargo succeeded. If not, cargo has printed the reason.
 */
export async function buildWasmCrate(crate: WasmCrate): Promise<boolean> {
  const { folder, library, module, linkerArguments = [] } = crate;
  const { cargo, flags, env } = await toolchain(crate);
  const manifest = fileURLToPath(new URL("Cargo.toml", folder));
  await output(cargo, "fetch", "--locked", "--manifest-path", manifest);
  const digest = await sourceDigest(folder);
  const { success } = await new Deno.Command(cargo, {
    args: ["build", "--release", "--lib", "--locked", "--target", TARGET, ...flags],
    cwd: folder,
    env: {
      ...env,
      RUSTFLAGS: [
        "-Ctarget-feature=+simd128,+relaxed-simd",
        ...linkerArguments.map((argument) => `-Clink-arg=${argument}`),
        ...remappedPaths(crate),
      ].join(" "),
      RUSTC_BOOTSTRAP: "1", // the microkernels are WebAssembly assembly, which stable Rust does not yet accept
    },
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) return false;
  const built = await Deno.readFile(new URL(`target/${TARGET}/release/${library}.wasm`, folder));
  await Deno.writeFile(new URL(module, folder), withDigest(built, digest));
  return true;
}
