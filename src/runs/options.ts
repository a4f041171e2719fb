/**
 * What a training run is asked to do, and the defaults. Nothing here needs tfjs.
 *
 * @module
 */
import {
  duration,
  type DurationLike,
  SCHEME_DEFAULTS,
  type SchemeSettings,
} from "../repr/settings.ts";
import {
  LOOP_DEFAULTS,
  type LoopOptions,
  type LoopSettings,
  loopSettings,
} from "../training/options.ts";
import type { StrategyName } from "./strategies.ts";

/** A strategy by its name, with the settings of those that prune filters. */
export interface SchemeChoice extends Partial<Omit<SchemeSettings, "s1" | "s2">> {
  /** `repr`, or `standard` for plain training. @default {"repr"} */
  readonly name?: StrategyName;
  /** S1, training of the full network before each pruning: epochs, or `"500steps"`. @default {20} */
  readonly s1?: DurationLike;
  /** S2, training of the sub-network. @default {10} */
  readonly s2?: DurationLike;
}

/** Everything that decides the result of a training run on given data, apart from the machine and its backend. */
export interface TrainOptions extends LoopOptions {
  /** Name of the architecture in the catalog. @default {"c3-32"} */
  readonly model?: string;
  /** Rate of dropout before the last dense layer, in [0, 1); 0 for none. @default {0} */
  readonly dropout?: number;
  /** Images in a mini-batch. @default {64} */
  readonly batchSize?: number;
  /** Random horizontal flips and shifted crops of the training images. @default {false} */
  readonly augment?: boolean;
  /** What happens between steps. */
  readonly scheme?: SchemeChoice;
}

/** {@linkcode TrainOptions} with every value. */
export interface TrainSettings extends LoopSettings {
  /** Name of the architecture in the catalog. */
  readonly model: string;
  /** Rate of dropout before the last dense layer. */
  readonly dropout: number;
  /** Images in a mini-batch. */
  readonly batchSize: number;
  /** Whether training images are flipped and shifted. */
  readonly augment: boolean;
  /** What happens between steps. */
  readonly scheme: SchemeSettings & { readonly name: StrategyName };
}

/** The paper's settings for CIFAR-10, and the usual ones where the paper gives none. */
export const TRAIN_DEFAULTS: TrainSettings = {
  ...LOOP_DEFAULTS,
  model: "c3-32",
  dropout: 0,
  batchSize: 64,
  augment: false,
  scheme: { name: "repr", ...SCHEME_DEFAULTS },
};

/**
 * Fills in the defaults.
 *
 * @param options The options that differ from the defaults.
 * @returns Every setting.
 * @throws {RangeError} If `s1` or `s2` is no duration.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { scheme, batchSize } = trainSettings({ scheme: { s1: "500steps" } });
 * assert.deepEqual([scheme.s1, scheme.s2.count], [{ count: 500, unit: "steps" }, 10]);
 * assert.equal(batchSize, 64);
 * ```
 */
export function trainSettings(options: TrainOptions): TrainSettings {
  const { s1 = SCHEME_DEFAULTS.s1, s2 = SCHEME_DEFAULTS.s2, ...scheme } = options.scheme ?? {};
  return {
    ...loopSettings(options),
    model: options.model ?? TRAIN_DEFAULTS.model,
    dropout: options.dropout ?? TRAIN_DEFAULTS.dropout,
    batchSize: options.batchSize ?? TRAIN_DEFAULTS.batchSize,
    augment: options.augment ?? TRAIN_DEFAULTS.augment,
    scheme: { ...TRAIN_DEFAULTS.scheme, ...scheme, s1: duration(s1), s2: duration(s2) },
  };
}
