/**
 * Backends that have a name but no implementation yet.
 *
 * @module
 */

import { InputError } from "../errors.ts";
import type { Backend, BackendName } from "./backend.ts";

/** A backend that is never usable. */
export function absentBackend(name: BackendName): Backend {
  const reason = `the ${name} backend is not part of this version yet (use --backend wasm)`;
  return {
    name,
    probe: () => Promise.resolve({ name, usable: false, devices: [], version: null, reason }),
    start: () => Promise.reject(new InputError(`Cannot use --backend ${name}: ${reason}`)),
  };
}
