/**
 * Backends: the engines that compute tensors. This is the only room that names a tfjs backend.
 *
 * {@linkcode useBackend} chooses one, and documents what that changes in tfjs and in the process. {@linkcode compile} makes
 * a backend run a function as one piece.
 *
 * @module
 */

export { type BackendName, BACKENDS, type DeviceKind, DEVICES } from "./names.ts";
export type { BackendCandidate, BackendInfo, BackendOptions } from "./backend.ts";
export { backendCandidates, useBackend } from "./use_backend.ts";
export { type Body, compile, type Compiled } from "./compile.ts";
