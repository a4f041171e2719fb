/**
 * Builds `kernels.wasm` from the crate beside this file; README.md, beside it, says how.
 *
 * Takes the user's own Rust toolchain when it has the `wasm32-unknown-unknown` target, else Debian's. The digest of the
 * sources travels in the module, in a custom section.
 *
 * @module
 */

import { sourceDigest, withDigest } from "../../../../linalg-wasm/digest.ts";

const TARGET = "wasm32-unknown-unknown";
const crate = new URL("./", import.meta.url);

const linkerArguments = [
  "--import-memory",
  "--max-memory=4294967296", // what the backend's memory declares
  "--export=__stack_pointer",
  "-zstack-size=65536",
];

async function hasOwnTarget(): Promise<boolean> {
  try {
    const rustc = new Deno.Command("rustc", {
      args: ["--print", "target-libdir", "--target", TARGET],
      stderr: "null",
    });
    const folder = new TextDecoder().decode((await rustc.output()).stdout).trim();
    return (await Deno.stat(folder)).isDirectory;
  } catch {
    return false;
  }
}

const own = await hasOwnTarget();
const digest = await sourceDigest(crate);
const { success } = await new Deno.Command(own ? "cargo" : "/usr/bin/cargo", {
  args: [
    "build",
    "--release",
    "--locked",
    ...["--target", TARGET],
    ...(own ? [] : ["-Zbuild-std=core,panic_abort"]),
  ],
  cwd: crate,
  env: {
    RUSTC_BOOTSTRAP: "1", // WebAssembly in global_asm! is not stable yet
    RUSTFLAGS: [
      "-Ctarget-feature=+simd128,+relaxed-simd",
      ...linkerArguments.map((argument) => `-Clink-arg=${argument}`),
    ].join(" "),
    ...(own ? {} : {
      RUSTC: "/usr/bin/rustc",
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: "wasm-ld-19",
    }),
  },
  stdout: "inherit",
  stderr: "inherit",
}).output();
if (!success) Deno.exit(1);
const built = new URL(`target/${TARGET}/release/repr_training_kernels.wasm`, crate);
await Deno.writeFile(
  new URL("kernels.wasm", crate),
  withDigest(await Deno.readFile(built), digest),
);
