/**
 * Algorithm 1 as something a training loop calls before and after each step.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { type Criterion, selectFilters } from "../criteria/mod.ts";
import { InputError } from "../errors.ts";
import {
  type Absent,
  type ConvLayer,
  type FilterGraph,
  filterGraph,
  namedVariables,
} from "../filters/mod.ts";
import type { Rng } from "../rng.ts";
import { Before } from "./before.ts";
import { checkNumbers, type SchemeNumbers } from "./check_options.ts";
import type { CycleRecord } from "./cycle_record.ts";
import { Freeze } from "./freeze.ts";
import { fade, prune } from "./prune.ts";
import { rankedLayers, rankModel } from "./rank.ts";
import { reinitialise } from "./reinitialise.ts";
import { type Removal, removalProgress } from "./removal.ts";
import { inSteps } from "./duration.ts";
import { type Schedule, schedule, type ScheduleOptions } from "./schedule.ts";
import type { OptimizerSlots } from "./slots.ts";

/** The norm a filter fades to before it goes, in its own norm ("very small", appendix). */
const FADED = 1e-3;

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
  reinitialise: number;
}

/** The plain part of a scheme's state. */
export interface SchemeProgress {
  readonly cycles: CycleRecord[];
  readonly removal: Removal | null;
}

/** Where a scheme stands, to be saved and continued with. */
export interface SchemeState extends SchemeProgress {
  /** What weights were before their filters went, by variable (`conv2/kernel`). */
  readonly before: Readonly<Record<string, Float32Array>>;
}

const NOTHING: Absent = { filters: [], slices: [] };

/** One run of Algorithm 1 on one model. */
export class Scheme implements Disposable {
  readonly graph: FilterGraph;
  readonly schedule: Schedule;
  readonly timing: SchemeTiming = { rank: 0, reinitialise: 0 };
  readonly #layers: readonly ConvLayer[];
  readonly #options: SchemeOptions;
  readonly #context: SchemeContext;
  #cycles: CycleRecord[] = [];
  #removal: Removal | null = null;
  #before = new Before();
  /** What of the removal's queue has been captured, and what has gone. */
  #begun: Absent = NOTHING;
  #gone: Absent = NOTHING;
  #freeze: Freeze | undefined;

  /**
   * @throws {InputError} If the model has nothing to prune or a layer that cannot be followed, or the removal takes longer
   * than the sub-network trains.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(context: SchemeContext, options: SchemeOptions) {
    this.#context = context;
    this.#options = options;
    checkNumbers(options);
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
  }

  /** What each cycle did so far. */
  get cycles(): readonly CycleRecord[] {
    return this.#cycles;
  }

  /** Filters that take part in the forward pass. */
  get activeFilters(): number {
    const all = this.graph.layers.reduce((sum, { filters }) => sum + filters, 0);
    return all - this.#gone.filters.length;
  }

  /**
   * Does what is due before a step: ranking, removal, re-initialisation.
   *
   * @param step 0-based, over the whole run.
   */
  async beforeStep(step: number): Promise<void> {
    for (const cut of this.schedule.cuts) {
      if (cut.reinitialise === step && this.#removal !== null) {
        await this.#bringBack(this.#removal, step);
      }
      if (cut.prune === step) await this.#choose(cut.cycle, step);
    }
    if (this.#removal !== null) await this.#remove(this.#removal, step);
  }

  /** Undoes what the step did to absent filters, and fades those that are about to go. */
  async afterStep(): Promise<void> {
    this.#freeze?.restore();
    const gone = new Set(this.#gone.filters.map(({ layer, filter }) => `${layer}#${filter}`));
    const fading = this.#begun.filters.filter(({ layer, filter }) =>
      !gone.has(`${layer}#${filter}`)
    );
    if (fading.length > 0) await fade(this.graph, fading, FADED ** (1 / this.#options.fade));
  }

  /** Ranks, and decides who goes. */
  async #choose(cycle: number, step: number): Promise<void> {
    const { criterion } = this.#options;
    const beforePrune = await this.#evaluate();
    const start = performance.now();
    const { ranking } = await rankModel(
      this.graph,
      this.#layers,
      criterion,
      this.#context.rng.split("rank", cycle),
    );
    const { filters, warnings } = selectFilters(ranking, this.#options);
    this.timing.rank += performance.now() - start;
    const queue = filters.map(({ layer, filter }) => ({ layer, filter }));
    this.#removal = { cycle, start: step, queue };
    this.#cycles = [...this.#cycles, {
      cycle,
      criterion: criterion.name,
      prunedAtEpoch: this.#epochs(step),
      pruned: filters.map(({ layer, filter, score }) => ({ layer, filter, score: finite(score) })),
      reinitializedAtEpoch: null,
      reinitialized: [],
      accuracy: { beforePrune, afterPrune: null, beforeReinit: null, afterReinit: null },
      warnings,
    }];
  }

  /** Removes whom the queue says is due. */
  async #remove({ queue, start, cycle }: Removal, step: number): Promise<void> {
    const { begun, gone } = removalProgress(queue.length, start, step, this.#options);
    const going = this.graph.absent(queue.slice(0, begun));
    if (going.filters.length > this.#begun.filters.length) {
      await this.#before.capture(this.#begun, going);
      this.#begun = going;
    }
    const now = this.graph.absent(queue.slice(0, gone));
    if (now.filters.length === this.#gone.filters.length) return;
    this.#gone = await prune(this.graph, queue.slice(0, gone));
    this.#hold();
    if (gone === queue.length) {
      const afterPrune = await this.#evaluate();
      const { accuracy, prunedAtEpoch: epoch } = this.#record({ afterPrune });
      this.#context.tell?.({
        type: "pruned",
        cycle,
        epoch,
        filters: queue.length,
        before: accuracy.beforePrune,
        after: afterPrune,
      });
    }
  }

  #hold(): void {
    this.#freeze?.[Symbol.dispose]();
    this.#freeze = new Freeze(this.#gone.slices, this.#context.slots);
  }

  async #bringBack({ queue, cycle }: Removal, step: number): Promise<void> {
    const before = await this.#evaluate();
    const start = performance.now();
    this.#freeze?.[Symbol.dispose]();
    this.#freeze = undefined;
    const reinitialized = await reinitialise(
      this.graph,
      queue,
      this.#before,
      this.#context.slots,
      this.#context.rng.split("reinitialise", cycle),
      this.#options,
    );
    this.timing.reinitialise += performance.now() - start;
    this.#removal = null;
    this.#before = new Before();
    this.#begun = NOTHING;
    this.#gone = NOTHING;
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
    const [last, ...earlier] = this.#cycles.toReversed();
    if (last === undefined) throw new TypeError("no cycle is under way");
    const record = { ...last, ...more, accuracy: { ...last.accuracy, ...accuracy } };
    this.#cycles = [...earlier.toReversed(), record];
    return record;
  }

  async #evaluate(): Promise<number | null> {
    return await this.#context.evaluate?.() ?? null;
  }

  #epochs(step: number): number {
    return step / this.#context.stepsPerEpoch;
  }

  /** The plain part of {@linkcode Scheme.state}. */
  get progress(): SchemeProgress {
    return { cycles: this.#cycles, removal: this.#removal };
  }

  /** Where the scheme stands. Taken between two steps. */
  state(): SchemeState {
    const before = namedVariables(this.#context.model).flatMap(([name, variable]) => {
      const values = this.#before.values.get(variable);
      return values === undefined ? [] : [[name, values] as const];
    });
    return { ...this.progress, before: Object.fromEntries(before) };
  }

  /**
   * Continues from a state, taken on the same architecture. The model and the optimiser's slots must hold the values
   * they had then.
   *
   * @param step The step that comes next.
   */
  restore({ cycles, removal, before }: SchemeState, step: number): void {
    this.#cycles = cycles;
    this.#removal = removal;
    this.#before = new Before(
      new Map(
        namedVariables(this.#context.model).flatMap(([name, variable]) => {
          const values = before[name];
          return values === undefined ? [] : [[variable, values] as const];
        }),
      ),
    );
    if (removal === null) return;
    // What had happened before the last step that was taken.
    const { queue, start } = removal;
    const { begun, gone } = removalProgress(queue.length, start, step - 1, this.#options);
    this.#begun = this.graph.absent(queue.slice(0, begun));
    this.#gone = this.graph.absent(queue.slice(0, gone));
    if (gone > 0) this.#hold();
  }

  [Symbol.dispose](): void {
    this.#freeze?.[Symbol.dispose]();
    this.#freeze = undefined;
  }
}

function finite(score: number): number | null {
  return Number.isFinite(score) ? score : null;
}
