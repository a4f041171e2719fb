import Type from "typebox";
import { Value } from "typebox/value";
import { type Criterion, selectFilters } from "../criteria/mod.ts";
import type { SavedState } from "../encoding/saved_state.ts";
import { finiteOrNull } from "../encoding/json.ts";
import { InputError } from "../errors.ts";
import type { ConvLayer } from "../filters/mod.ts";
import { Cycle } from "../report/schemas.ts";
import type { Phase, Strategy, StrategyContext, StrategyTiming } from "../strategies/mod.ts";
import { inSteps } from "./duration.ts";
import { rankedLayers, rankModel } from "./rank.ts";
import { type Schedule, schedule } from "./schedule.ts";
import { checkSettings, type SchemeSettings } from "./settings.ts";
import { SubNetwork } from "./sub_network.ts";

/** The settings of a scheme, with its criterion. */
export interface SchemeOptions extends Omit<SchemeSettings, "criterion" | "orthoNormalization"> {
  /** The criterion that ranks the filters. */
  readonly criterion: Criterion;
}

/** The arrays of a saved state are captured weights, named by their variables after this prefix. */
const PRUNED = "before/";

const Natural = Type.Integer({ minimum: 0 });

/** Schema of the plain part of a saved state. */
const SchemeState = Type.Object({
  cycles: Type.Array(Cycle),
  removal: Type.Union([
    Type.Null(),
    Type.Object({
      cycle: Natural,
      start: Natural,
      queue: Type.Array(Type.Object({ layer: Type.String(), filter: Natural })),
    }),
  ]),
});

/**
 * The RePr scheme on one model (Algorithm 1): trains the full network, removes the most redundant filters, trains the
 * sub-network, re-initializes the filters, and repeats.
 */
export class Scheme implements Strategy {
  /** `repr`. */
  readonly name = "repr";
  /** When filters are removed and re-initialized. */
  readonly schedule: Schedule;
  readonly #layers: readonly ConvLayer[];
  readonly #options: SchemeOptions;
  readonly #context: StrategyContext;
  readonly #network: SubNetwork;
  #cycles: readonly Cycle[] = [];
  #timing: StrategyTiming = { rank: 0, reinitialize: 0 };

  /**
   * Checks the settings and finds the layers to rank.
   *
   * @param context The model, its filters, and what the training loop offers.
   * @param options The settings.
   * @throws {InputError} If the model has nothing to prune, or the removal takes longer than the sub-network trains.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(context: StrategyContext, options: SchemeOptions) {
    checkSettings({ ...options, criterion: options.criterion.name, orthoNormalization: "filter" });
    this.#context = context;
    this.#options = options;
    this.schedule = schedule(options, context.stepsPerEpoch);
    const removal = options.pruneOver + options.fade;
    const s2 = inSteps(options.s2, context.stepsPerEpoch);
    if (options.cycles > 0 && removal >= s2) {
      throw new InputError(
        `The removal takes ${removal} mini-batches (prune-over ${options.pruneOver} + fade ${options.fade}) but the ` +
          `sub-network trains for ${s2}: expected fewer (lengthen s2 or shorten the removal)`,
        { option: "scheme.pruneOver" },
      );
    }
    const { graph, model, slots } = context;
    this.#layers = options.cycles > 0 ? rankedLayers(graph, options.rankFirst) : [];
    this.#network = new SubNetwork(model, graph, slots, options);
  }

  /** What each cycle did so far. */
  get cycles(): readonly Cycle[] {
    return this.#cycles;
  }

  /** Time spent ranking and re-initializing since the scheme was made. */
  get timing(): StrategyTiming {
    return this.#timing;
  }

  /** Filters that take part in the forward pass. */
  get activeFilters(): number {
    const { layers } = this.#context.graph;
    return layers.reduce((sum, { filters }) => sum + filters, 0) - this.#network.absentFilters;
  }

  /** The phase in which a step is taken. */
  phaseAt(step: number): Phase {
    return this.schedule.phaseAt(step);
  }

  /**
   * Does what is due before a step: ranking, removal, re-initialization.
   *
   * @param step The step's index, 0-based over the whole run.
   */
  async beforeStep(step: number): Promise<void> {
    for (const { cycle, prune, reinitialize } of this.schedule.cycles) {
      if (reinitialize === step && !this.#isReinitialized(cycle)) {
        await this.#reinitialize(cycle, step);
      }
      if (prune === step) await this.#select(cycle, step);
    }
    if (await this.#network.advance(step)) await this.#recordRemoval();
  }

  /** Undoes what the step did to absent filters, and shrinks those that will be removed. */
  async afterStep(): Promise<void> {
    await this.#network.afterStep();
  }

  /**
   * Re-initializes the filters if the run ends with a cycle's S2: Algorithm 1 ends with the full network.
   *
   * @param step The number of steps in the run.
   * @param early Whether to re-initialize them also if the run ends within S2. @default false
   * @returns Whether it re-initialized filters.
   */
  async finish(step: number, early = false): Promise<boolean> {
    const last = this.schedule.cycles.find(({ prune, reinitialize }) =>
      early ? prune < step && step <= reinitialize : step === reinitialize
    );
    if (last === undefined || this.#isReinitialized(last.cycle)) return false;
    await this.#reinitialize(last.cycle, step);
    return true;
  }

  /** Whether a cycle is complete: true in a run that ended with it and is continued for more epochs. */
  #isReinitialized(cycle: number): boolean {
    return this.#cycles.some((record) =>
      record.cycle === cycle && record.reinitializedAtEpoch !== null
    );
  }

  /** Ranks the filters and selects those to prune. */
  async #select(cycle: number, step: number): Promise<void> {
    const { criterion } = this.#options;
    const { graph, probe } = this.#context;
    const beforePrune = await this.#evaluate();
    const start = performance.now();
    const rng = this.#context.rng.split("rank", cycle);
    const { ranking } = await rankModel(graph, this.#layers, criterion, rng, probe);
    const { filters, warnings } = selectFilters(ranking, this.#options);
    this.#spent("rank", start);
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
    this.#context.onEvent?.({
      type: "pruned",
      cycle,
      epoch: prunedAtEpoch,
      filters: pruned.length,
      before: accuracy.beforePrune,
      after: afterPrune,
    });
  }

  async #reinitialize(cycle: number, step: number): Promise<void> {
    const before = await this.#evaluate();
    const start = performance.now();
    // The split's spelling decides the random numbers.
    const rng = this.#context.rng.split("reinitialise", cycle);
    const reinitialized = await this.#network.reinitialize(rng);
    this.#spent("reinitialize", start);
    const after = await this.#evaluate();
    const epoch = this.#epochs(step);
    this.#record({ beforeReinit: before, afterReinit: after }, {
      reinitializedAtEpoch: epoch,
      reinitialized,
    });
    const filters = reinitialized.length;
    this.#context.onEvent?.({ type: "reinitialized", cycle, epoch, filters, before, after });
  }

  /** Adds to the record of the present cycle, and returns it. */
  #record(accuracy: Partial<Cycle["accuracy"]>, more: Partial<Cycle> = {}): Cycle {
    const last = this.#cycles.at(-1);
    if (last === undefined) throw new TypeError("no cycle has begun");
    const record = { ...last, ...more, accuracy: { ...last.accuracy, ...accuracy } };
    this.#cycles = [...this.#cycles.slice(0, -1), record];
    return record;
  }

  #spent(part: keyof StrategyTiming, start: number): void {
    const seconds = (performance.now() - start) / 1000;
    this.#timing = { ...this.#timing, [part]: this.#timing[part] + seconds };
  }

  async #evaluate(): Promise<number | null> {
    return await this.#context.evaluate?.() ?? null;
  }

  #epochs(step: number): number {
    return step / this.#context.stepsPerEpoch;
  }

  /** What has to be saved between two steps: the records of the cycles, and the pruned weights. */
  state(): SavedState {
    const { removal, pruned } = this.#network.state();
    const arrays = Object.entries(pruned).map(([name, values]) => [PRUNED + name, values] as const);
    return {
      plain: { cycles: this.#cycles, removal },
      arrays: Object.fromEntries(arrays),
    };
  }

  /**
   * Continues from a state. The model's and the optimizer's variables hold the values of that time already.
   *
   * @param saved The state.
   * @param step The next step.
   * @throws {InputError} If the state is none of this scheme's.
   */
  restore({ plain, arrays }: SavedState, step: number): void {
    if (!Value.Check(SchemeState, plain)) {
      const [first] = Value.Errors(SchemeState, plain);
      throw new InputError(
        `Cannot continue: the saved state of the scheme does not fit this version of repr ` +
          `(${first?.instancePath || "state"} ${first?.message ?? "is missing"})`,
      );
    }
    const { cycles, removal } = plain;
    const pruned = Object.entries(arrays).flatMap(([name, values]) =>
      name.startsWith(PRUNED) ? [[name.slice(PRUNED.length), values] as const] : []
    );
    this.#cycles = cycles;
    this.#network.restore({ removal, pruned: Object.fromEntries(pruned) }, step);
  }

  /** Disposes of the values of absent filters. */
  [Symbol.dispose](): void {
    this.#network[Symbol.dispose]();
  }
}
