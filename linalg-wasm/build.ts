/**
 * Builds `linalg.wasm` from the crate beside this file: `deno task build:linalg`.
 *
 * Takes the user's own Rust toolchain when it has the `wasm32-unknown-unknown` target, else Debian's (README.md, beside
 * this file, lists the packages). The digest of the sources travels in the module, in a custom section.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { sourceDigest, withDigest } from "./digest.ts";

const crate = new URL("./", import.meta.url);
const TARGET = "wasm32-unknown-unknown";

interface Toolchain {
  readonly cargo: string;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a command prints, or undefined if it is not there or fails. */
async function output(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const run = await new Deno.Command(command, { args: [...args], stderr: "null" }).output();
    return run.success ? new TextDecoder().decode(run.stdout) : undefined;
  } catch {
    return undefined;
  }
}

async function toolchain(): Promise<Toolchain> {
  const library = await output("rustc", ["--print", "target-libdir", "--target", TARGET]);
  if (library !== undefined) {
    const there = await Deno.stat(library.trim()).then((info) => info.isDirectory, () => false);
    if (there) return { cargo: "cargo", flags: [], env: {} };
  }
  if (await output("/usr/bin/rustc", ["--version"]) !== undefined) {
    return {
      cargo: "/usr/bin/cargo",
      flags: ["-Zbuild-std=std,panic_abort"],
      env: {
        RUSTC: "/usr/bin/rustc",
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: "wasm-ld-19",
      },
    };
  }
  throw new Error(
    `Cannot build linalg.wasm: found no Rust toolchain with the target ${TARGET} ` +
      `(rustup target add ${TARGET}, or on Debian: see linalg-wasm/README.md)`,
  );
}

/** Panic messages name source files: under names of their own, not where this machine happens to keep them. */
function remapped(): string {
  const cargoHome = Deno.env.get("CARGO_HOME") ?? `${Deno.env.get("HOME") ?? "~"}/.cargo`;
  const sources = `${cargoHome}/registry/src`;
  const registries = Array.from(Deno.readDirSync(sources), ({ name }) => `${sources}/${name}`); // after `cargo fetch`
  return [
    ...registries.map((registry) => [registry, "crates"]),
    [fileURLToPath(crate).replace(/\/$/, ""), "repr-linalg"],
    ["/usr/lib/rustlib/src/rust", "rust"],
  ].map(([from, to]) => `--remap-path-prefix=${from}=${to}`).join(" ");
}

const { cargo, flags, env } = await toolchain();
await output(cargo, ["fetch", "--locked", "--manifest-path", fileURLToPath(crate) + "Cargo.toml"]);
const digest = await sourceDigest(crate);
const { success } = await new Deno.Command(cargo, {
  args: ["build", "--release", "--lib", "--locked", "--target", TARGET, ...flags],
  cwd: crate,
  env: {
    ...env,
    RUSTFLAGS: `-Ctarget-feature=+simd128,+relaxed-simd ${remapped()}`,
    RUSTC_BOOTSTRAP: "1", // the microkernels are WebAssembly assembly, which stable Rust does not yet accept
  },
  stdout: "inherit",
  stderr: "inherit",
}).output();
if (!success) Deno.exit(1);
const built = await Deno.readFile(new URL(`target/${TARGET}/release/repr_linalg.wasm`, crate));
await Deno.writeFile(new URL("linalg.wasm", crate), withDigest(built, digest));
