import * as tf from "@tensorflow/tfjs";
import type { Probe } from "../criteria/mod.ts";
import { InputError } from "../errors.ts";
import { filterGraph } from "../filters/mod.ts";
import type { Cycle } from "../report/mod.ts";
import { Rng } from "../rng.ts";
import { FrozenNormalization, type Strategy } from "../strategies/mod.ts";
import { duration, type DurationLike } from "./duration.ts";
import { SCHEME_DEFAULTS, type SchemeSettings } from "./settings.ts";
import { reprStrategy } from "./strategy.ts";
import { TfjsSlots } from "./tfjs_slots.ts";

/** Options of {@linkcode repr}: settings that differ from the paper's, see {@linkcode SCHEME_DEFAULTS}. */
export interface ReprOptions extends Partial<Omit<SchemeSettings, "s1" | "s2">> {
  /** Training of the full network before each pruning: epochs, or `"500steps"`. @default {20} */
  readonly s1?: DurationLike;
  /** Training of the sub-network. @default {10} */
  readonly s2?: DurationLike;
  /** Any integer. @default {1} */
  readonly seed?: number;
  /**
   * Whether the removed filters are re-initialized if `fit` ends within S2. Otherwise the model is the sub-network then, and
   * a next call of `fit` continues the phase. @default {false}
   */
  readonly finish?: boolean;
  /** The model on training data, for criteria that need it. @default {undefined} */
  readonly probe?: Probe;
}

/**
 * RePr as a callback of tfjs' own `model.fit`. Steps are counted over all calls of `fit` that get the callback, so a second
 * call continues the schedule. A new callback starts a new schedule.
 */
export class ReprCallback extends tf.Callback {
  readonly #reprModel: tf.LayersModel;
  readonly #options: ReprOptions;
  readonly #slots = new TfjsSlots();
  #scheme: Strategy | undefined;
  #frozen: FrozenNormalization | undefined;
  #warnings: readonly string[] = [];
  #step = 0;

  /**
   * Checks nothing yet: that happens when training begins.
   *
   * @param model The model that `fit` trains.
   * @param options Settings that differ from the paper's.
   */
  constructor(model: tf.LayersModel, options: ReprOptions) {
    super();
    this.#reprModel = model;
    this.#options = options;
  }

  /** What each cycle did so far. Accuracies are null: `fit` measures none between two batches. */
  get cycles(): readonly Cycle[] {
    return this.#scheme?.cycles ?? [];
  }

  /**
   * One sentence each about the last call of `fit`: that it was too short for the first pruning, or that it ended within S2,
   * so that the model is the sub-network.
   */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Makes the scheme at the first call of `fit`, and continues it at later ones. */
  override async onTrainBegin(): Promise<void> {
    this.#warnings = [];
    this.#scheme ??= await this.#begin();
    this.#frozen?.[Symbol.dispose]();
    this.#frozen = new FrozenNormalization(this.#reprModel);
    await this.#slots.refresh(this.#reprModel.optimizer);
    // The end of an earlier `fit` disposed of the frozen values: makes them again from the variables.
    this.#scheme.restore(this.#scheme.state(), this.#step);
  }

  /** Prunes or re-initializes filters where it is due. */
  override async onBatchBegin(): Promise<void> {
    const [before, now] = [this.#step - 1, this.#step].map((step) => this.#scheme?.phaseAt(step));
    // Slots are read when filters are frozen or re-initialized, and those can be other variables than before.
    if (before?.name !== now?.name) await this.#slots.refresh(this.#reprModel.optimizer);
    await this.#scheme?.beforeStep(this.#step);
  }

  /** Undoes what the step did to absent filters. */
  override async onBatchEnd(): Promise<void> {
    await this.#scheme?.afterStep();
    this.#step++;
  }

  /** Disposes of the values of absent filters, and gives frozen layers their own methods back. */
  override async onTrainEnd(): Promise<void> {
    if (this.#options.finish === true) await this.#scheme?.finish?.(this.#step, true);
    this.#warnings = this.#warningsAtEnd();
    this.#scheme?.[Symbol.dispose]();
    this.#frozen?.[Symbol.dispose]();
  }

  #warningsAtEnd(): string[] {
    const scheme = this.#scheme;
    if (scheme === undefined || this.#step === 0) return [];
    const { name, cycle } = scheme.phaseAt(this.#step - 1);
    const ended = scheme.cycles.at(-1)?.reinitializedAtEpoch !== null;
    if (name === "full" && cycle === 1) {
      return [
        `the first pruning is due later than step ${this.#step}, the last one of fit: expected more epochs, or a shorter s1`,
      ];
    }
    return name !== "pruned" || ended ? [] : [
      `fit ended in the pruned phase of cycle ${cycle}: the model is the sub-network ` +
      "(a next fit continues the phase, and the option finish re-initializes the filters at once)",
    ];
  }

  async #begin(): Promise<Strategy> {
    const { samples, steps, batchSize } = this.params;
    const stepsPerEpoch = typeof steps === "number"
      ? steps
      : Math.ceil(Number(samples) / Number(batchSize));
    if (!Number.isInteger(stepsPerEpoch) || stepsPerEpoch < 1) {
      throw new InputError(
        "repr() does not know how many steps an epoch has: expected the option `batchesPerEpoch` of fitDataset",
        { option: "batchesPerEpoch" },
      );
    }
    const { seed = 1, probe, s1 = SCHEME_DEFAULTS.s1, s2 = SCHEME_DEFAULTS.s2, ...rest } =
      this.#options;
    const make = await reprStrategy({ ...rest, s1: duration(s1), s2: duration(s2) });
    return make({
      model: this.#reprModel,
      graph: filterGraph(this.#reprModel),
      slots: this.#slots,
      rng: new Rng(seed).split("repr"),
      stepsPerEpoch,
      ...(probe === undefined ? {} : { probe }),
    });
  }
}

/**
 * RePr for any model, in tfjs' own training loop. Removed filters are zeros in the model's weights, so `model.predict`,
 * `evaluate` and `save` use the sub-network during a pruned phase.
 *
 * @param model A compiled model with at least two convolutions.
 * @param options Settings that differ from the paper's.
 * @returns The callback, for `model.fit` or `fitDataset`.
 * @throws {InputError} When training begins: if FilterGraph does not know a layer of the model (the message names it), if
 * the criterion needs a `probe`, or the optimizer gives no access to its slots.
 * @throws {RangeError} When training begins: if an option is out of range.
 *
 * @example One cycle: two epochs of the full network, one of the sub-network, one of the full network
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: "relu", inputShape: [8, 8, 1] }),
 *     tf.layers.conv2d({ filters: 10, kernelSize: 3, activation: "relu", name: "conv2" }),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 2, activation: "softmax" }),
 *   ],
 * });
 * model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
 * const xs = tf.ones([16, 8, 8, 1]);
 * const ys = tf.oneHot(tf.zeros([16], "int32"), 2);
 * const callbacks = repr(model, { s1: 2, s2: 1, cycles: 1 });
 * await model.fit(xs, ys, { epochs: 4, verbose: 0, callbacks });
 * assert.equal(callbacks.cycles[0]?.pruned.length, 3); // 30 % of conv2's ten filters
 * assert.equal(callbacks.cycles[0]?.reinitialized.length, 3);
 * ```
 */
export function repr(model: tf.LayersModel, options: ReprOptions = {}): ReprCallback {
  return new ReprCallback(model, options);
}
