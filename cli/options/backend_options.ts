/**
 * Options that choose the backend and the device of a command.
 *
 * @module
 */
import { BACKENDS, DEVICES } from "../../src/backend/names.ts";
import type { OptionTable } from "./options.ts";
import { choice, integer, optional, path } from "./values.ts";

/** Options of every command that computes. */
export const BACKEND_OPTIONS = {
  backend: {
    kind: choice(["auto", ...BACKENDS]),
    default: "auto",
    group: "Machine:",
    help: "what computes; auto chooses the fastest available one",
    resumable: true,
  },
  device: {
    kind: choice(["auto", ...DEVICES]),
    default: "auto",
    group: "Machine:",
    help: "where it computes",
    resumable: true,
  },
  threads: {
    kind: optional(integer(1), "auto"),
    default: null,
    group: "Machine:",
    help: "threads of the processor; without it: all",
    resumable: true,
  },
  tensorflowDir: {
    kind: optional(path("folder"), "none"),
    default: null,
    variable: "REPR_TENSORFLOW",
    library: "tensorflowDirectory",
    group: "Machine:",
    help: "folder of an installed TensorFlow; without it: the one of `deno task setup`",
    resumable: true,
  },
} as const satisfies OptionTable;
