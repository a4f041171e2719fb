/**
 * `repr rank`.
 *
 * @module
 */
import type { Subcommand } from "../subcommand.ts";
import { RANK_OPTIONS } from "./options.ts";

/** Ranks the filters of a model file. */
export const rank: Subcommand = {
  name: "rank",
  summary: "rank a model's filters by redundancy",
  description:
    "Rank the filters of a trained model, most redundant first: which of them repeat each other, and which of them a pruning would remove. Reads safetensors, PyTorch (.pt, .pth, .th, .bin), Keras (.keras, .h5), ONNX, TensorFlow.js, .npz and repr's run directories; needs no Python and no TensorFlow, and runs no code from the file.",
  argument: { name: "<model>", help: "model file, or folder with one", path: "file" },
  options: RANK_OPTIONS,
  examples: [
    ["repr rank resnet56.th", "which filters overlap most with others of their layer"],
    ["repr rank model.safetensors --by l1 --prune 0.5", "the half of the smallest filters"],
    ["repr rank model.onnx --layers '^/layer[34]' --top 50", "some layers, a longer list"],
    ["repr rank runs/… --json | jq '.selection.perLayer'", "how many of each layer, for a script"],
  ],
  async run(args, flags) {
    const { resolveCall } = await import("../options/resolve.ts");
    const resolved = await resolveCall(RANK_OPTIONS, flags, (name) => Deno.env.get(name));
    const { printedInstead } = await import("../options/print_config.ts");
    if (printedInstead(RANK_OPTIONS, resolved, resolved.values)) return;
    const { runRank } = await import("./run.ts");
    await runRank(args[0] ?? "", resolved);
  },
};
