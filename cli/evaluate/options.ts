/**
 * The options of `repr evaluate`.
 *
 * @module
 */
import { DATA_OPTIONS } from "../options/data_options.ts";
import { BACKEND_OPTIONS } from "../options/backend_options.ts";
import { COMMON_OPTIONS } from "../options/common_options.ts";
import type { OptionTable } from "../options/options.ts";
import { TRAINING_OPTIONS } from "../train/options.ts";
import { choice, integer, list, number, optional, text } from "../options/values.ts";

const group = "Model:";
const channels = (expected: string, bounds: Parameters<typeof number>[1]) =>
  optional(list(expected, number(expected, bounds)), "none");

/** Every option of `repr evaluate`. */
export const EVALUATE_OPTIONS = {
  model: {
    kind: optional(text("<name>", "a model's name such as resnet56"), "none"),
    default: null,
    group,
    help: "architecture of a file that holds weights only, such as resnet56",
  },
  checkpoint: {
    kind: choice(["last", "best"]),
    default: "last",
    group,
    help: "which checkpoint of a run",
  },
  mean: {
    kind: channels('each channel\'s mean in [0, 1] such as "0.49,0.48,0.45"', {
      atLeast: 0,
      atMost: 1,
    }),
    default: null,
    group,
    help: "each channel's mean that was subtracted in training; a run has its own",
  },
  std: {
    kind: channels('each channel\'s deviation above 0 such as "0.25,0.24,0.26"', { above: 0 }),
    default: null,
    group,
    help: "each channel's deviation that was divided by",
  },
  ...DATA_OPTIONS,
  data: {
    ...DATA_OPTIONS.data,
    kind: optional(DATA_OPTIONS.data.kind, "none"),
    default: null,
    help: "shapes, cifar10, cifar100, or an image folder; without it: the run's own data",
  },
  split: {
    kind: choice(["test", "train"]),
    default: "test",
    group: "Data:",
    help: "which images",
  },
  seed: { ...TRAINING_OPTIONS.seed, group: "Data:", help: "decides which images --limit takes" },
  batchSize: {
    kind: integer(1),
    default: 256,
    group: "Machine:",
    help: "images classified at a time",
  },
  ...BACKEND_OPTIONS,
  ...COMMON_OPTIONS,
  failBelow: {
    kind: optional(number("a fraction between 0 and 1", { atLeast: 0, atMost: 1 }), "none"),
    default: null,
    group: "Output:",
    help: "exit with status 3 if the accuracy is below this fraction",
  },
} as const satisfies OptionTable;
