/**
 * The options of `repr train`. Defaults are the paper's (CIFAR-10, C3(32)); `presets.ts` holds the others.
 *
 * @module
 */
import { criterionNames } from "../../src/criteria/registry.ts";
import { modelNames } from "../../src/models/names.ts";
import {
  DATA_DEFAULTS,
  type FlatOptions,
  flatOptions,
  strategyNames,
} from "../../src/runs/config.ts";
import { learningRateScheduleNames, optimizerNames } from "../../src/training/options.ts";
import { DATA_OPTIONS } from "../options/data_options.ts";
import { BACKEND_OPTIONS } from "../options/backend_options.ts";
import { COMMON_OPTIONS } from "../options/common_options.ts";
import type { Option, OptionTable } from "../options/options.ts";
import { PRESET_NAMES } from "./presets.ts";
import {
  choice,
  integer,
  list,
  number,
  optional,
  path,
  SPAN,
  SWITCH,
  text,
} from "../options/values.ts";

const scheme = { group: "Scheme (Algorithm 1):" } as const;
const learning = { group: "Optimizer:" } as const;
const run = { group: "Run:" } as const;

/** The paper's settings. */
const defaults = flatOptions({}, DATA_DEFAULTS);

/** The options that decide a run's result; one for each field of {@linkcode FlatOptions}. */
export const TRAINING_OPTIONS = {
  ...DATA_OPTIONS,
  augment: {
    group: "Data:",
    kind: SWITCH,
    default: defaults.augment,
    help: "flip and crop the training images at random",
  },
  model: {
    group: "Model:",
    kind: text("<name>", "a model's name such as c3-32", modelNames),
    default: defaults.model,
    help: "architecture; the paper's C^d(w) is c<d>-<w>",
  },
  dropout: {
    group: "Model:",
    kind: number("a fraction of at least 0 and below 1", { atLeast: 0, below: 1 }),
    default: defaults.dropout,
    help: "rate of the dropout before the dense layer of a C^d(w)",
  },
  scheme: {
    ...scheme,
    kind: choice(strategyNames),
    default: defaults.scheme,
    library: "scheme.name",
    help: "prune and re-initialize, or plain training",
  },
  epochs: {
    ...scheme,
    kind: integer(1),
    default: defaults.epochs,
    help: "length of the run",
    resumable: true,
  },
  s1: {
    ...scheme,
    kind: SPAN,
    default: defaults.s1,
    help: 'full network\'s part of a cycle: epochs, or steps as "500steps"',
  },
  s2: {
    ...scheme,
    kind: SPAN,
    default: defaults.s2,
    help: "sub-network's part of a cycle",
  },
  cycles: { ...scheme, kind: integer(0), default: defaults.cycles, help: "number of cycles" },
  prune: {
    ...scheme,
    kind: number("a fraction between 0 and 1", { atLeast: 0, atMost: 1 }),
    default: defaults.prune,
    help: "fraction of the ranked filters that is pruned in a cycle",
  },
  criterion: {
    ...scheme,
    kind: choice(criterionNames()),
    default: defaults.criterion,
    help: "criterion that ranks the filters",
  },
  orthoNormalisation: {
    ...scheme,
    kind: choice(["filter", "matrix"]),
    default: defaults.orthoNormalisation,
    library: "scheme.orthoNormalization",
    help: "eq. 1's norm: each filter's own, or the complete matrix's as in the authors' code",
  },
  rankFirst: {
    ...scheme,
    kind: SWITCH,
    default: defaults.rankFirst,
    help: "rank the first convolution's filters too",
  },
  minFilters: {
    ...scheme,
    kind: integer(1),
    default: defaults.minFilters,
    help: "filters that every layer keeps",
  },
  pruneOver: {
    ...scheme,
    kind: integer(0),
    default: defaults.pruneOver,
    help: "mini-batches to spread the removal over; 0: at once",
  },
  fade: {
    ...scheme,
    kind: integer(0),
    default: defaults.fade,
    help: "mini-batches in which chosen filters shrink first",
  },
  gain: {
    ...scheme,
    kind: number("a number above 0", { above: 0 }),
    default: defaults.gain,
    help: "new filters' norm, as a multiple of the survivors' mean",
  },
  consumers: {
    ...scheme,
    kind: choice(["redraw", "keep"]),
    default: defaults.consumers,
    help: "the next layer's weights that read a new filter",
  },
  consumerScale: {
    ...scheme,
    kind: number("a number of at least 0", { atLeast: 0 }),
    default: defaults.consumerScale,
    help: "size of redrawn ones, as a multiple of the surviving weights'",
  },
  optimizer: {
    ...learning,
    kind: choice(optimizerNames),
    default: defaults.optimizer,
    library: "optimizer.name",
    help: "how the gradient becomes an update",
  },
  momentum: {
    ...learning,
    kind: number("a number of at least 0 and below 1", { atLeast: 0, below: 1 }),
    default: defaults.momentum,
    help: "of momentum and nesterov",
  },
  weightDecay: {
    ...learning,
    kind: number("a number of at least 0", { atLeast: 0 }),
    default: defaults.weightDecay,
    help: "coefficient of the L2 penalty",
  },
  lr: {
    ...learning,
    kind: number("a number above 0", { above: 0 }),
    default: defaults.lr,
    library: "learningRate.base",
    help: "learning rate",
  },
  lrSchedule: {
    ...learning,
    kind: choice(learningRateScheduleNames),
    default: defaults.lrSchedule,
    library: "learningRate.schedule",
    help: "how the learning rate changes",
  },
  lrSteps: {
    ...learning,
    kind: list('whole numbers of epochs such as "30,60"', integer(1)),
    default: defaults.lrSteps,
    library: "learningRate.steps",
    help: "step: epochs after which the rate drops",
  },
  lrFactor: {
    ...learning,
    kind: number("a number above 0 and at most 1", { above: 0, atMost: 1 }),
    default: defaults.lrFactor,
    library: "learningRate.factor",
    help: "step: factor of each drop",
  },
  lrPeriod: {
    ...learning,
    kind: number("a number above 0", { above: 0 }),
    default: defaults.lrPeriod,
    library: "learningRate.period",
    help: "cyclic: epochs in a period",
  },
  lrAmplitude: {
    ...learning,
    kind: number("a number of at least 0", { atLeast: 0 }),
    default: defaults.lrAmplitude,
    library: "learningRate.amplitude",
    help: "cyclic: how far above --lr it rises",
  },
  batchSize: {
    ...learning,
    kind: integer(1),
    default: defaults.batchSize,
    help: "images in a mini-batch",
  },
  seed: { ...run, kind: integer(), default: defaults.seed, help: "decides every random choice" },
  evaluateEvery: {
    ...run,
    kind: integer(1),
    default: defaults.evaluateEvery,
    help: "epochs between evaluations of the test images",
  },
} as const satisfies { readonly [K in keyof FlatOptions]: Option<FlatOptions[K]> };

/** Options for the start of a run and its directory. */
export const RUN_OPTIONS = {
  preset: {
    ...run,
    kind: optional(choice(PRESET_NAMES), "none"),
    default: null,
    help: "quick: shapes data, two short cycles; paper: CIFAR-10, 100 epochs",
  },
  out: {
    ...run,
    kind: optional(path("folder"), "none"),
    default: null,
    configurable: false, // a run's config.json is to start another run elsewhere
    help: "the run's directory, empty or new; without it: a new one in runs/",
  },
  resume: {
    ...run,
    kind: optional(path("folder"), "none"),
    default: null,
    configurable: false,
    help: "continue the run in this directory",
  },
} as const satisfies OptionTable;

/** Every option of `repr train`. */
export const TRAIN_OPTIONS = {
  ...RUN_OPTIONS,
  ...TRAINING_OPTIONS,
  ...BACKEND_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;
