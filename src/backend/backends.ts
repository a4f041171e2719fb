/**
 * The table of backends.
 *
 * @module
 */

import type { Backend } from "./backend.ts";
import { tensorflow } from "./tensorflow/mod.ts";
import { wasm } from "./wasm/mod.ts";
import { webgpu } from "./webgpu/mod.ts";

/** Every backend, in the order in which `doctor` lists them. */
export const backends: readonly Backend[] = [tensorflow, wasm, webgpu];

/** What `auto` tries, best first. Experimental backends are only used when they are asked for. */
export const automatic: readonly Backend[] = [tensorflow, wasm];
