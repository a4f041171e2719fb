/**
 * The options of `repr cca`.
 *
 * @module
 */
import { BETWEEN } from "../../src/similarity/layer_pairs.ts";
import { DATA_OPTIONS } from "../options/data_options.ts";
import { EVALUATE_OPTIONS } from "../evaluate/options.ts";
import { BACKEND_OPTIONS } from "../options/backend_options.ts";
import { COMMON_OPTIONS } from "../options/common_options.ts";
import type { OptionTable } from "../options/options.ts";
import { LAYER_OPTIONS, TOP_OPTION } from "../options/layer_options.ts";
import { choice, integer, number, optional, path, SWITCH, text } from "../options/values.ts";

const model = { group: "Model:" } as const;
const comparison = { group: "Comparison:" } as const;
const { checkpoint, mean, std, data, split } = EVALUATE_OPTIONS;
const { dataDir, label, imageSize, limit } = DATA_OPTIONS;

const fraction = "a fraction between 0 and 1";

/** Every option of `repr cca`. */
export const CCA_OPTIONS = {
  activations: {
    ...model,
    kind: optional(path("file"), "none"),
    default: null,
    help: "compare a .npy file of activations (N x variables or N x H x W x C), and a second one",
    configurable: false,
  },
  channelsFirst: {
    ...model,
    kind: SWITCH,
    default: false,
    help: "with --activations: files are N x C x H x W, as PyTorch has them",
    configurable: false,
  },
  model: {
    ...model,
    kind: optional(text("<name>", "a model's name such as resnet56"), "none"),
    default: null,
    help: "architecture of a file that holds weights only, such as resnet56",
  },
  checkpoint,
  mean,
  std,
  layers: { ...LAYER_OPTIONS.layers, ...model },
  method: {
    ...comparison,
    kind: choice(["cca", "svcca", "pwcca", "cka"]),
    default: "cca",
    help: "what the table and the page show between layers; the report has them all",
  },
  pool: {
    ...comparison,
    kind: integer(1),
    default: 2,
    help: "maps are pooled to S x S cells",
  },
  between: {
    ...comparison,
    kind: choice(BETWEEN),
    default: "auto",
    help: "which layers are compared; auto: all, of two models each with each of the other",
  },
  variance: {
    ...comparison,
    kind: number("a fraction above 0, at most 1", { above: 0, atMost: 1 }),
    default: 0.99,
    help: "of the variance that SVCCA keeps",
  },
  redundantAbove: {
    ...comparison,
    kind: number(fraction, { atLeast: 0, atMost: 1 }),
    default: 0.95,
    help: "filters whose pairs reach it are redundant",
  },
  tolerance: {
    ...comparison,
    kind: number("a number of at least 0 and below 1", { atLeast: 0, below: 1 }),
    default: 1e-10,
    help: "directions with at most this part of the largest variance are truncated",
  },
  permutations: {
    ...comparison,
    kind: integer(0),
    default: 0,
    help: "shuffles for empirical p-values",
  },
  seed: {
    ...comparison,
    kind: integer(),
    default: 1,
    help: "of shuffles and of the choice of --images and --limit",
  },
  data,
  dataDir,
  label,
  imageSize,
  limit,
  split,
  images: {
    kind: optional(integer(2), "all"),
    default: null,
    group: "Data:",
    help: "use so many images, drawn at random",
  },
  batchSize: {
    kind: optional(integer(1), "auto"),
    default: null,
    group: "Machine:",
    help: "images at a time; without it: as many as fit well",
  },
  ...BACKEND_OPTIONS,
  ...COMMON_OPTIONS,
  html: {
    kind: optional(path("file"), "none"),
    default: null,
    group: "Output:",
    help: "write a page with the images, which needs no network",
    configurable: false,
  },
  ...TOP_OPTION,
} as const satisfies OptionTable;
