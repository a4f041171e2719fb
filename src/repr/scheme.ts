/**
 * Algorithm 1 as something a training loop calls before and after each step.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { type Criterion, selectFilters } from "../criteria/mod.ts";
import { finiteOrNull } from "../encoding/json.ts";
import { InputError } from "../errors.ts";
import { type ConvLayer, type FilterGraph, filterGraph } from "../filters/mod.ts";
import type { Rng } from "../rng.ts";
import { checkNumbers, type SchemeNumbers } from "./check_options.ts";
import type { CycleRecord } from "./cycle_record.ts";
import { inSteps } from "./duration.ts";
import { rankedLayers, rankModel } from "./rank.ts";
import { type Schedule, schedule, type ScheduleOptions } from "./schedule.ts";
import type { OptimizerSlots } from "./slots.ts";
import { SubNetwork, type SubNetworkState } from "./sub_network.ts";

/** Everything that makes one RePr scheme differ from another. */
export interface SchemeOptions extends ScheduleOptions, SchemeNumbers {
  readonly criterion: Criterion;
  /** Whether the first convolution is ranked too. */
  readonly rankFirst: boolean;
}

/** What a scheme works on. */
export interface SchemeContext {
  readonly model: tf.LayersModel;
  readonly slots: OptimizerSlots;
  readonly rng: Rng;
  readonly stepsPerEpoch: number;
  /** The accuracy of the model as it is, for the record; null where there is nothing to measure it on. */
  readonly evaluate?: () => Promise<number | null>;
  /** Told when filters have gone and when they are back. */
  readonly tell?: (event: CycleEvent) => void;
}

/** Filters have gone, or have come back. */
export interface CycleEvent {
  readonly type: "pruned" | "reinitialized";
  readonly cycle: number;
  /** Epochs done. */
  readonly epoch: number;
  /** How many filters. */
  readonly filters: number;
  /** Accuracy just before, in [0, 1]; null where not measured. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Milliseconds spent in the scheme's own work. */
export interface SchemeTiming {
  rank: number;
  reinitialize: number;
}

/** Where a scheme stands, to be saved and continued with. */
export interface SchemeState extends SubNetworkState {
  readonly cycles: CycleRecord[];
}

/** One run of Algorithm 1 on one model. */
export class Scheme implements Disposable {
  readonly graph: FilterGraph;
  readonly schedule: Schedule;
  readonly timing: SchemeTiming = { rank: 0, reinitialize: 0 };
  readonly #layers: readonly ConvLayer[];
  readonly #options: SchemeOptions;
  readonly #context: SchemeContext;
  readonly #network: SubNetwork;
  #cycles: CycleRecord[] = [];

  /**
   * @throws {InputError} If the model has nothing to prune or a layer that cannot be followed, or the removal takes longer
   * than the sub-network trains.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(context: SchemeContext, options: SchemeOptions) {
    checkNumbers(options);
    this.#context = context;
    this.#options = options;
    this.graph = filterGraph(context.model);
    this.schedule = schedule(options, context.stepsPerEpoch);
    const removal = options.pruneOver + options.fade;
    const s2 = inSteps(options.s2, context.stepsPerEpoch);
    if (options.cycles > 0 && removal >= s2) {
      throw new InputError(
        `The removal takes ${removal} mini-batches (prune-over ${options.pruneOver} + fade ${options.fade}) but the ` +
          `sub-network trains for ${s2}: expected fewer (lengthen s2 or shorten the removal)`,
      );
    }
    this.#layers = options.cycles > 0 ? rankedLayers(this.graph, options.rankFirst) : [];
    this.#network = new SubNetwork(context.model, this.graph, context.slots, options);
  }

  /** What each cycle did so far. */
  get cycles(): CycleRecord[] {
    return this.#cycles;
  }

  /** Filters that take part in the forward pass. */
  get activeFilters(): number {
    const all = this.graph.layers.reduce((sum, { filters }) => sum + filters, 0);
    return all - this.#network.absentFilters;
  }

  /**
   * Does what is due before a step: ranking, removal, re-initialization.
   *
   * @param step 0-based, over the whole run.
   */
  async beforeStep(step: number): Promise<void> {
    for (const { cycle, prune, reinitialize } of this.schedule.cuts) {
      if (reinitialize === step) await this.#bringBack(cycle, step);
      if (prune === step) await this.#choose(cycle, step);
    }
    if (await this.#network.advance(step)) await this.#recordRemoval();
  }

  /** Undoes what the step did to absent filters, and lets those fade that are about to go. */
  async afterStep(): Promise<void> {
    await this.#network.afterStep();
  }

  /** Ranks, and decides who goes. */
  async #choose(cycle: number, step: number): Promise<void> {
    const { criterion } = this.#options;
    const beforePrune = await this.#evaluate();
    const start = performance.now();
    const rng = this.#context.rng.split("rank", cycle);
    const { ranking } = await rankModel(this.graph, this.#layers, criterion, rng);
    const { filters, warnings } = selectFilters(ranking, this.#options);
    this.timing.rank += performance.now() - start;
    const queue = filters.map(({ layer, filter }) => ({ layer, filter }));
    this.#network.begin({ cycle, start: step, queue });
    this.#cycles = [...this.#cycles, {
      cycle,
      criterion: criterion.name,
      prunedAtEpoch: this.#epochs(step),
      pruned: filters.map(({ layer, filter, score }) => ({
        layer,
        filter,
        score: finiteOrNull(score),
      })),
      reinitializedAtEpoch: null,
      reinitialized: [],
      accuracy: { beforePrune, afterPrune: null, beforeReinit: null, afterReinit: null },
      warnings,
    }];
  }

  async #recordRemoval(): Promise<void> {
    const afterPrune = await this.#evaluate();
    const { cycle, prunedAtEpoch, pruned, accuracy } = this.#record({ afterPrune });
    this.#context.tell?.({
      type: "pruned",
      cycle,
      epoch: prunedAtEpoch,
      filters: pruned.length,
      before: accuracy.beforePrune,
      after: afterPrune,
    });
  }

  async #bringBack(cycle: number, step: number): Promise<void> {
    const before = await this.#evaluate();
    const start = performance.now();
    const rng = this.#context.rng.split("reinitialise", cycle);
    const reinitialized = await this.#network.bringBack(rng);
    this.timing.reinitialize += performance.now() - start;
    const after = await this.#evaluate();
    const epoch = this.#epochs(step);
    this.#record({ beforeReinit: before, afterReinit: after }, {
      reinitializedAtEpoch: epoch,
      reinitialized,
    });
    const filters = reinitialized.length;
    this.#context.tell?.({ type: "reinitialized", cycle, epoch, filters, before, after });
  }

  /** Adds to the record of the cycle under way and returns it. */
  #record(
    accuracy: Partial<CycleRecord["accuracy"]>,
    more: Partial<CycleRecord> = {},
  ): CycleRecord {
    const last = this.#cycles.at(-1);
    if (last === undefined) throw new TypeError("no cycle is under way");
    const record = { ...last, ...more, accuracy: { ...last.accuracy, ...accuracy } };
    this.#cycles = [...this.#cycles.slice(0, -1), record];
    return record;
  }

  async #evaluate(): Promise<number | null> {
    return await this.#context.evaluate?.() ?? null;
  }

  #epochs(step: number): number {
    return step / this.#context.stepsPerEpoch;
  }

  /** The removal under way: the plain part of {@linkcode Scheme.state} beside the cycles. */
  get removal(): SubNetworkState["removal"] {
    return this.#network.removal;
  }

  /** Where the scheme stands. Taken between two steps. */
  state(): SchemeState {
    return { cycles: this.#cycles, ...this.#network.state() };
  }

  /**
   * Continues from a state, taken on the same architecture. The model and the optimizer's slots must hold the values
   * they had then.
   *
   * @param step The step that comes next.
   */
  restore({ cycles, ...network }: SchemeState, step: number): void {
    this.#cycles = cycles;
    this.#network.restore(network, step);
  }

  /** Frees what holds absent filters. */
  [Symbol.dispose](): void {
    this.#network[Symbol.dispose]();
  }
}
