/**
 * The names of backends and of devices. A light entry: it loads no tfjs, so that the command line can list the names in
 * its help.
 *
 * @module
 */

/**
 * The backends of this project, in the order in which reports list them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { BACKENDS } from "./names.ts";
 *
 * assert.deepEqual(BACKENDS, ["tensorflow", "wasm", "webgpu"]);
 * ```
 */
export const BACKENDS = ["tensorflow", "wasm", "webgpu"] as const;

/** The name of a backend. */
export type BackendName = typeof BACKENDS[number];

/**
 * The kinds of devices that a backend can compute on.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DEVICES } from "./names.ts";
 *
 * assert.deepEqual(DEVICES, ["cpu", "gpu"]);
 * ```
 */
export const DEVICES = ["cpu", "gpu"] as const;

/** A kind of device. */
export type DeviceKind = typeof DEVICES[number];
