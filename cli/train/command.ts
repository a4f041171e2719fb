/**
 * `repr train`.
 *
 * @module
 */
import type { Subcommand } from "../subcommand.ts";
import { lazy } from "../../src/lazy_import.ts";
import { TRAIN_OPTIONS } from "./options.ts";

/** Trains a ConvNet. */
export const train: Subcommand = {
  name: "train",
  summary: "train a ConvNet with RePr",
  description:
    "Train a ConvNet with RePr: prune the filters that overlap most, train the sub-network, re-initialize the pruned filters orthogonal to the others, and repeat. Without --data, --preset and --config it uses the preset quick, which needs no download and under two minutes.\n\nAn option's value comes from the first of these that gives one: its flag, the environment (--lr-steps is REPR_LR_STEPS), --config (lrSteps: [30, 60]), the preset, the default. Defaults are the paper's.",
  options: TRAIN_OPTIONS,
  examples: [
    ["repr train", "a short run on built-in images"],
    [
      "repr train --preset paper --data-dir ~/cifar-10-batches-bin",
      "the paper's C3(32) on CIFAR-10",
    ],
    [
      "repr train --data cifar10 --scheme standard --seed 1",
      "the same without RePr, to compare with",
    ],
    [
      "repr train --data photos/ --image-size 64 --s1 500steps --s2 200steps",
      "your own images, in photos/train/<class>/*.jpg and photos/test/<class>/*.jpg",
    ],
    ["repr train --resume runs/shapes-c3-32-20260101-120000", "continue after Ctrl-C or a crash"],
  ],
  async run(_args, flags) {
    const { resolveTrain }: typeof import("./resolve.ts") = await import(
      lazy("./resolve.ts", import.meta.url)
    );
    const call = await resolveTrain(flags, (name) => Deno.env.get(name));
    const { printedInstead } = await import("../options/print_config.ts");
    if (printedInstead(TRAIN_OPTIONS, call.resolved, call.common)) return;
    const { runTrain }: typeof import("./run.ts") = await import(
      lazy("./run.ts", import.meta.url)
    );
    await runTrain(call);
  },
};
