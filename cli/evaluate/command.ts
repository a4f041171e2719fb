/**
 * `repr evaluate`.
 *
 * @module
 */
import type { Subcommand } from "../subcommand.ts";
import { lazy } from "../../src/lazy_import.ts";
import { EVALUATE_OPTIONS } from "./options.ts";

/** Measures a model's accuracy. */
export const evaluate: Subcommand = {
  name: "evaluate",
  summary: "measure a model's accuracy and loss",
  description:
    "Measure a model's accuracy and loss on a dataset's test images. The model is a TF.js layers model (its folder or model.json), a checkpoint, a run directory, or with --model a file of weights (PyTorch, safetensors). A run's config.json and checkpoints hold its data and normalization; other models need --data, --mean and --std.",
  argument: {
    name: "<model>",
    help: "run directory, checkpoint folder or model.json",
    path: "file",
  },
  options: EVALUATE_OPTIONS,
  examples: [
    ["repr evaluate runs/shapes-c3-32-20260101-120000", "a run's last checkpoint on its own data"],
    [
      "repr evaluate runs/… --checkpoint best --data cifar10 --data-dir ~/cifar-10-batches-bin",
      "the best checkpoint on all of CIFAR-10's test images",
    ],
    [
      "repr evaluate model.json --data photos/ --mean 0.5,0.5,0.5 --std 0.25,0.25,0.25",
      "another program's model on your own images",
    ],
    [
      "repr evaluate resnet56.th --model resnet56 --data cifar10 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225",
      "PyTorch weights of an architecture of the catalog",
    ],
    ["repr evaluate runs/… --fail-below 0.9", "in a script: exit status 3 below 90 %"],
  ],
  async run(args, flags) {
    const { resolveEvaluate }: typeof import("./resolve.ts") = await import(
      lazy("./resolve.ts", import.meta.url)
    );
    const call = await resolveEvaluate(args[0] ?? "", flags, (name) => Deno.env.get(name));
    const { printedInstead } = await import("../options/print_config.ts");
    if (printedInstead(EVALUATE_OPTIONS, call.resolved, call.resolved.values)) return;
    const { runEvaluate }: typeof import("./run.ts") = await import(
      lazy("./run.ts", import.meta.url)
    );
    await runEvaluate(call);
  },
};
