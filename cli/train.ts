/**
 * `repr train`.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { commandOf } from "./command.ts";
import { TRAIN_OPTIONS } from "./train_options.ts";

/** The command `repr train`. */
export function trainCommand(): CommandUnknownOpts {
  return commandOf({
    name: "train",
    summary: "train a ConvNet with RePr",
    description:
      "Train a ConvNet with RePr: prune the filters that overlap most, train the sub-network, bring the filters back orthogonal to what is left, and again. Without --data, --preset and --config it takes the preset quick, which needs no download and under two minutes.\n\nAn option's value comes from its flag, else from the environment (--lr-steps is REPR_LR_STEPS), else from --config (lrSteps: [30, 60]), else from the preset, else it is the default, which is the paper's.",
    examples: [
      ["repr train", "a short run on built-in pictures"],
      [
        "repr train --preset paper --data-dir ~/cifar-10-batches-bin",
        "the paper's C3(32) on CIFAR-10",
      ],
      [
        "repr train --data cifar10 --scheme standard --epochs 100 --seed 1",
        "the same length without RePr, to compare with",
      ],
      [
        "repr train --data photos/ --image-size 64 --s1 500steps --s2 200steps --cycles 4",
        "your own pictures, in photos/train/<class>/*.jpg",
      ],
      ["repr train --resume runs/shapes-c3-32-20260101-120000", "go on after Ctrl-C or a crash"],
    ],
  }, TRAIN_OPTIONS).action(async (flags) => {
    const { runTrain } = await import("./run_train.ts");
    await runTrain(flags);
  });
}
