/**
 * Which engine tensors live in, and everything that depends on it. The only room that names a tfjs backend.
 *
 * @module
 */

export {
  type BackendCandidate,
  type BackendInfo,
  type BackendName,
  type BackendOptions,
  BACKENDS,
  type DeviceKind,
} from "./backend.ts";
export { backendCandidates, useBackend } from "./use_backend.ts";
export { type Body, compile, type Compiled } from "./compile.ts";
