/**
 * Builds `linalg-wasm/linalg.wasm`: `deno task build:linalg`. The crate's README.md lists the tools that it needs.
 *
 * @module
 */

import { buildWasmCrate } from "./wasm_crate.ts";

const built = await buildWasmCrate({
  folder: new URL("../linalg-wasm/", import.meta.url),
  library: "repr_linalg",
  module: "linalg.wasm",
  std: "std",
});
if (!built) Deno.exit(1);
