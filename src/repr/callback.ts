import * as tf from "@tensorflow/tfjs";
import { criterionNamed, type OrthoNormalization } from "../criteria/mod.ts";
import { InputError } from "../errors.ts";
import { Rng } from "../rng.ts";
import type { CycleRecord } from "./cycle_record.ts";
import { duration, type DurationLike } from "./duration.ts";
import type { ReinitializeOptions } from "./reinitialize.ts";
import type { RemovalOptions } from "./removal.ts";
import { Scheme } from "./scheme.ts";
import { TfjsSlots } from "./slots.ts";

/** The scheme's settings; the defaults are the paper's. */
export interface ReprOptions extends Partial<RemovalOptions>, ReinitializeOptions {
  /** Training of the full network before each pruning: epochs, or `"500steps"`. @default {20} */
  readonly s1?: DurationLike;
  /** Training of the sub-network. @default {10} */
  readonly s2?: DurationLike;
  /** N; 0 is standard training. @default {3} */
  readonly cycles?: number;
  /** Fraction of the ranked filters to remove. @default {0.3} */
  readonly prune?: number;
  /** `ortho`, `ortho-adjusted` or `random`. @default {"ortho"} */
  readonly criterion?: string;
  /** How `ortho` normalizes a layer's weights. @default {"filter"} */
  readonly orthoNormalization?: OrthoNormalization;
  /** Whether the first convolution's filters compete too. @default {false} */
  readonly rankFirst?: boolean;
  /** Filters that every layer keeps. @default {1} */
  readonly minFilters?: number;
  /** Any integer. @default {1} */
  readonly seed?: number;
}

/**
 * RePr as a callback of tfjs' own `model.fit`. Steps are counted through all `fit` calls that it is given to, so a second
 * call continues the schedule; a new callback starts anew.
 */
export class ReprCallback extends tf.Callback {
  readonly #reprModel: tf.LayersModel;
  readonly #options: ReprOptions;
  readonly #slots = new TfjsSlots();
  #scheme: Scheme | undefined;
  #step = 0;

  constructor(model: tf.LayersModel, options: ReprOptions) {
    super();
    this.#reprModel = model;
    this.#options = options;
  }

  /** What each cycle did so far. */
  get cycles(): readonly CycleRecord[] {
    return this.#scheme?.cycles ?? [];
  }

  override async onTrainBegin(): Promise<void> {
    this.#scheme ??= await this.#begin();
    await this.#slots.refresh(this.#reprModel.optimizer);
    this.#scheme.restore(this.#scheme.state(), this.#step);
  }

  override async onBatchBegin(): Promise<void> {
    await this.#slots.refresh(this.#reprModel.optimizer);
    await this.#scheme?.beforeStep(this.#step);
  }

  override async onBatchEnd(): Promise<void> {
    await this.#scheme?.afterStep();
    this.#step++;
  }

  override onTrainEnd(): Promise<void> {
    this.#scheme?.[Symbol.dispose]();
    return Promise.resolve();
  }

  async #begin(): Promise<Scheme> {
    const { samples, steps, batchSize } = this.params;
    const stepsPerEpoch = typeof steps === "number"
      ? steps
      : Math.ceil(Number(samples) / Number(batchSize));
    if (!Number.isInteger(stepsPerEpoch) || stepsPerEpoch < 1) {
      throw new InputError(
        "repr() cannot tell how many steps an epoch has: expected batchesPerEpoch beside fitDataset's data",
      );
    }
    const { s1 = 20, s2 = 10, seed = 1, criterion = "ortho", ...rest } = this.#options;
    return new Scheme({
      model: this.#reprModel,
      slots: this.#slots,
      rng: new Rng(seed).split("repr"),
      stepsPerEpoch,
    }, {
      cycles: 3,
      prune: 0.3,
      rankFirst: false,
      minFilters: 1,
      pruneOver: 0,
      fade: 0,
      ...rest,
      s1: duration(s1),
      s2: duration(s2),
      criterion: await criterionNamed(criterion, rest),
    });
  }
}

/**
 * RePr for a model of your own, in tfjs' own training loop. Removed filters are zeros in the model's weights, so
 * `model.predict`, `evaluate` and `save` see the sub-network too while they are away.
 *
 * @param model A compiled model with at least two convolutions.
 * @throws {InputError} When training begins: if the model has a layer that cannot be followed (the message names it), if
 * an option is out of range, or the optimizer does not show its slots.
 *
 * @example Two epochs of everything, one of the sub-network, three times over
 * ```ts ignore
 * import { repr } from "./mod.ts";
 * await model.fit(xs, ys, { epochs: 12, callbacks: repr(model, { s1: 2, s2: 1 }) });
 * ```
 */
export function repr(model: tf.LayersModel, options: ReprOptions = {}): ReprCallback {
  return new ReprCallback(model, options);
}
