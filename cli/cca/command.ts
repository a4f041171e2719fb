/**
 * `repr cca`.
 *
 * @module
 */
import type { Subcommand } from "../subcommand.ts";
import { CCA_OPTIONS } from "./options.ts";
import { lazy } from "../../src/lazy_import.ts";

/** Measures how correlated a model's features are. */
export const cca: Subcommand = {
  name: "cca",
  summary: "measure how correlated a model's features are",
  description:
    "Measure how correlated a model's features are: within each layer, between layers, and between two models, each figure next to the level that unrelated features would reach.\n\nWithin a layer a filter's variables are its activation map pooled to S x S (the mean over each cell) and the observations are images: pairs[i][j] is the first canonical correlation of filters i and j. pearson is |r| and oneVsRest a filter's multiple correlation on all the others, with images x positions as observations. Between layers the variables are filters and the observations images x cells of the pooled map. Activations of models are taken after bias, batch norm and ReLU; files of activations as they are.\n\nA model is a run directory, a checkpoint, a TF.js layers model, or with --model a file of weights of that architecture. Dead filters, duplicates and too few observations are findings, not errors: no figure is ever NaN or above 1.",
  argument: {
    name: "[models...]",
    help: "one or two models; with --activations: a second .npy file, if any",
    path: "file",
  },
  options: CCA_OPTIONS,
  examples: [
    ["repr cca runs/shapes-c3-32-20260101-120000 --html cca.html", "a run on its own images"],
    [
      "repr cca resnet56.th --model resnet56 --data cifar10 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --images 1000",
      "PyTorch weights of an architecture of the catalog",
    ],
    ["repr cca runs/standard runs/repr --method cka", "two models, layer by layer"],
    ["repr cca --activations conv1.npy conv2.npy", "activations from any program"],
    [
      "repr cca --activations torch.npy --channels-first",
      "an array N x C x H x W that PyTorch computed",
    ],
    ["repr cca runs/… --permutations 200 --json", "with empirical p-values, for a script"],
  ],
  async run(args, flags) {
    const { resolveCca }: typeof import("./resolve.ts") = await import(
      lazy("./resolve.ts", import.meta.url)
    );
    const call = await resolveCca(args, flags, (name) => Deno.env.get(name));
    const { printedInstead } = await import("../options/print_config.ts");
    if (printedInstead(CCA_OPTIONS, call.resolved, call.resolved.values)) return;
    const { runCca }: typeof import("./run.ts") = await import(lazy("./run.ts", import.meta.url));
    await runCca(call);
  },
};
