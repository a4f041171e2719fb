/**
 * `repr inspect`.
 *
 * @module
 */
import type { Subcommand } from "../subcommand.ts";
import { INSPECT_OPTIONS } from "./options.ts";

/** Measures the layers of a model file, or compares two. */
export const inspect: Subcommand = {
  name: "inspect",
  summary: "measure rank, free dimensions and dead filters of a model's layers",
  description:
    "Measure each layer of a trained model: its rank, how many filters could be re-initialized orthogonal to all others, dead and duplicate filters, and how much filters overlap. With two models of one architecture, also how far each layer moved. Reads the same files as repr rank.",
  argument: { name: "<model>", help: "model file, or folder with one", path: "file" },
  secondArgument: {
    name: "[other]",
    help: "another model of the same architecture, to compare with",
    path: "file",
  },
  options: INSPECT_OPTIONS,
  examples: [
    ["repr inspect model.safetensors", "every convolution's free dimensions and redundancy"],
    ["repr inspect before.pt after.pt", "what training changed, layer by layer"],
    ["repr inspect model.onnx --fail-dead --fail-ortho-above 0.3", "a check for CI"],
  ],
  async run(args, flags) {
    const { resolveCall } = await import("../options/resolve.ts");
    const resolved = await resolveCall(INSPECT_OPTIONS, flags, (name) => Deno.env.get(name));
    const { printedInstead } = await import("../options/print_config.ts");
    if (printedInstead(INSPECT_OPTIONS, resolved, resolved.values)) return;
    const { runInspect } = await import("./run.ts");
    await runInspect(args[0] ?? "", args[1], resolved);
  },
};
