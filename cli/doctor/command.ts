/**
 * `repr doctor`.
 *
 * @module
 */
import type { Subcommand } from "../subcommand.ts";
import { lazy } from "../../src/lazy_import.ts";
import { DOCTOR_OPTIONS } from "./options.ts";

/** Reports which backends, devices and folders this machine has. */
export const doctor: Subcommand = {
  name: "doctor",
  summary: "report which backends, devices and folders this machine has",
  description:
    "Report which backends and devices can be used here and why the others cannot, with versions, threads and folders. Exit status 1 when what was asked for cannot be used.",
  options: DOCTOR_OPTIONS,
  examples: [
    ["repr doctor", "which backend --backend auto chooses, and why"],
    ["repr doctor --json", "the same for a script or a bug report"],
    ["repr doctor --backend tensorflow --device gpu", "whether this can be used"],
  ],
  async run(_args, flags) {
    const { resolveCall } = await import("../options/resolve.ts");
    const resolved = await resolveCall(DOCTOR_OPTIONS, flags, (name) => Deno.env.get(name));
    const { printedInstead } = await import("../options/print_config.ts");
    if (printedInstead(DOCTOR_OPTIONS, resolved, resolved.values)) return;
    const { runDoctor }: typeof import("./run.ts") = await import(
      lazy("./run.ts", import.meta.url)
    );
    await runDoctor(resolved);
  },
};
