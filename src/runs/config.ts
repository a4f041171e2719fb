/**
 * The options of a run as `config.json`, configuration files and the command line write them: one flat list of keys.
 *
 * @module
 */
import { type Duration, duration, type DurationLike } from "../repr/settings.ts";
import type { LearningRateScheduleName, OptimizerName } from "../training/options.ts";
import { type TrainOptions, type TrainSettings, trainSettings } from "./options.ts";
import type { StrategyName } from "./strategies.ts";

export type { TrainOptions } from "./options.ts";
export { strategyNames } from "./strategies.ts";

/** Which images a run uses. */
export interface DataChoice {
  /** `shapes`, `cifar10`, `cifar100`, or the path of an image folder. */
  readonly data: string;
  /** Folder with CIFAR's binary files; null: looked up in the cache, downloaded once. */
  readonly dataDir: string | null;
  /** CIFAR-100's 100 fine or 20 coarse classes. */
  readonly label: "fine" | "coarse";
  /** Side in pixels that images of an image folder are resized to; null: the dataset's own size. */
  readonly imageSize: number | null;
  /** Number of training images (a fifth as many test images); null: all. */
  readonly limit: number | null;
}

/** The built-in images. */
export const DATA_DEFAULTS: DataChoice = {
  data: "shapes",
  dataDir: null,
  label: "fine",
  imageSize: null,
  limit: null,
};

/** Data and training settings under their flat keys. */
export interface FlatOptions
  extends
    DataChoice,
    Omit<TrainSettings, "scheme" | "optimizer" | "learningRate">,
    Omit<TrainSettings["scheme"], "name" | "orthoNormalization"> {
  /** `scheme.name`. */
  readonly scheme: StrategyName;
  /** `scheme.orthoNormalization`. */
  readonly orthoNormalisation: TrainSettings["scheme"]["orthoNormalization"];
  /** `optimizer.name`. */
  readonly optimizer: OptimizerName;
  /** `optimizer.momentum`. */
  readonly momentum: number;
  /** `optimizer.weightDecay`. */
  readonly weightDecay: number;
  /** `learningRate.base`. */
  readonly lr: number;
  /** `learningRate.schedule`. */
  readonly lrSchedule: LearningRateScheduleName;
  /** `learningRate.steps`. */
  readonly lrSteps: readonly number[];
  /** `learningRate.factor`. */
  readonly lrFactor: number;
  /** `learningRate.period`. */
  readonly lrPeriod: number;
  /** `learningRate.amplitude`. */
  readonly lrAmplitude: number;
}

/**
 * Flat options as the library takes them.
 *
 * @param flat Any of the flat options; what is left out keeps its default. Durations may be written `20` or `"500steps"`.
 * @returns Training options and data.
 * @throws {RangeError} If `s1` or `s2` is no duration.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { options, data } = nestedOptions({ data: "cifar10", lr: 0.1, rankFirst: true });
 * assert.equal(options.learningRate?.base, 0.1);
 * assert.equal(options.scheme?.rankFirst, true);
 * assert.equal(data.data, "cifar10");
 * ```
 */
export function nestedOptions(
  flat: Partial<Omit<FlatOptions, "s1" | "s2">> & { s1?: DurationLike; s2?: DurationLike },
): { options: TrainOptions; data: DataChoice } {
  const all = { ...flatOptions({}, DATA_DEFAULTS), ...flat };
  const { data, dataDir, label, imageSize, limit } = all;
  const { model, dropout, batchSize, augment, epochs, evaluateEvery, seed } = all;
  const { cycles, prune, criterion, rankFirst, minFilters, pruneOver, fade } = all;
  const { gain, consumers, consumerScale, momentum, weightDecay } = all;
  return {
    data: { data, dataDir, label, imageSize, limit },
    options: {
      model,
      dropout,
      batchSize,
      augment,
      epochs,
      evaluateEvery,
      seed,
      scheme: {
        name: all.scheme,
        s1: duration(all.s1),
        s2: duration(all.s2),
        cycles,
        prune,
        criterion,
        orthoNormalization: all.orthoNormalisation,
        rankFirst,
        minFilters,
        pruneOver,
        fade,
        gain,
        consumers,
        consumerScale,
      },
      optimizer: { name: all.optimizer, momentum, weightDecay },
      learningRate: {
        base: all.lr,
        schedule: all.lrSchedule,
        steps: all.lrSteps,
        factor: all.lrFactor,
        period: all.lrPeriod,
        amplitude: all.lrAmplitude,
      },
    },
  };
}

/**
 * Options of the library under their flat keys.
 *
 * @param options Training options; what is left out gets its default.
 * @param data The data.
 * @returns Every flat option.
 * @throws {RangeError} If `s1` or `s2` is no duration.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const flat = flatOptions({ learningRate: { schedule: "cosine" } }, DATA_DEFAULTS);
 * assert.deepEqual([flat.lr, flat.lrSchedule, flat.scheme], [0.01, "cosine", "repr"]);
 * ```
 */
export function flatOptions(options: TrainOptions, data: DataChoice): FlatOptions {
  const { scheme, optimizer, learningRate, ...rest } = trainSettings(options);
  const { name, orthoNormalization, ...settings } = scheme;
  return {
    ...data,
    ...rest,
    ...settings,
    scheme: name,
    orthoNormalisation: orthoNormalization,
    optimizer: optimizer.name,
    momentum: optimizer.momentum,
    weightDecay: optimizer.weightDecay,
    lr: learningRate.base,
    lrSchedule: learningRate.schedule,
    lrSteps: learningRate.steps,
    lrFactor: learningRate.factor,
    lrPeriod: learningRate.period,
    lrAmplitude: learningRate.amplitude,
  };
}

/** A duration as configuration files write it: `20` epochs, or `"500steps"`. */
export function writtenDuration({ count, unit }: Duration): number | string {
  return unit === "steps" ? `${count}steps` : count;
}
