import type * as tf from "@tensorflow/tfjs";
import { type Absent, type FilterGraph, type FilterId, namedVariables } from "../filters/mod.ts";
import type { Rng } from "../rng.ts";
import { FrozenElements, masksOf, type OptimizerSlots } from "../strategies/mod.ts";
import { fade, prune } from "./masking.ts";
import { PrunedWeights } from "./pruned_weights.ts";
import { reinitialize, type Reinitialized, type ReinitializeOptions } from "./reinitialize.ts";
import {
  removalAt,
  type RemovalOptions,
  type RemovalPlan,
  type RemovalProgress,
} from "./removal.ts";

/** By how much a filter's weights have shrunk when it is removed ("very small", appendix of the paper). */
const FADED = 1e-3;

const NONE: Absent = { filters: [], slices: [] };
const NOT_BEGUN: RemovalProgress = { begun: 0, removed: 0 };

/** What a sub-network saves between two steps. */
export interface SubNetworkState {
  /** The filters of the present cycle; null outside the pruned phase. */
  readonly removal: RemovalPlan | null;
  /** Weights before their filters were removed, by variable (`conv2/kernel`). */
  readonly pruned: Readonly<Record<string, Float32Array>>;
}

/** The network in a pruned phase: its filters that shrink, are removed, or will be re-initialized. */
export class SubNetwork implements Disposable {
  readonly #model: tf.LayersModel;
  readonly #graph: FilterGraph;
  readonly #slots: OptimizerSlots;
  readonly #options: RemovalOptions & ReinitializeOptions;
  #removal: RemovalPlan | null = null;
  #progress = NOT_BEGUN;
  /** The filters whose weights are captured: those that shrink, and the removed ones. */
  #captured = NONE;
  #absent = NONE;
  #pruned = new PrunedWeights();
  #frozen: FrozenElements | undefined;

  constructor(
    model: tf.LayersModel,
    graph: FilterGraph,
    slots: OptimizerSlots,
    options: RemovalOptions & ReinitializeOptions,
  ) {
    this.#model = model;
    this.#graph = graph;
    this.#slots = slots;
    this.#options = options;
  }

  /** How many filters are absent, including those that are absent because the chosen ones are. */
  get absentFilters(): number {
    return this.#absent.filters.length;
  }

  /** Begins a removal with the step that comes next. */
  begin(removal: RemovalPlan): void {
    this.#removal = removal;
  }

  /**
   * Removes the filters that are due before a step, and begins to shrink those whose turn it is.
   *
   * @returns Whether the last filter was removed now.
   */
  async advance(step: number): Promise<boolean> {
    if (this.#removal === null) return false;
    const { queue, start } = this.#removal;
    const before = this.#progress;
    const now = removalAt(queue.length, start, step, this.#options);
    this.#progress = now;
    if (now.begun > before.begun) {
      const next = this.#graph.absent(queue.slice(0, now.begun));
      await this.#pruned.capture(this.#captured, next);
      this.#captured = next;
    }
    if (now.removed > before.removed) {
      this.#absent = await prune(this.#graph, queue.slice(0, now.removed));
      this.#freeze();
    }
    return now.removed > before.removed && now.removed === queue.length;
  }

  /** Undoes what a step did to absent filters, and shrinks those that will be removed. */
  async afterStep(): Promise<void> {
    this.#frozen?.restore();
    const { begun, removed } = this.#progress;
    if (this.#removal === null || begun === removed) return;
    const factor = FADED ** (1 / this.#options.fade);
    await fade(this.#graph, this.#removal.queue.slice(removed, begun), factor);
  }

  /** Re-initializes all removed filters. */
  async reinitialize(rng: Rng): Promise<Reinitialized[]> {
    const filters: readonly FilterId[] = this.#removal?.queue ?? [];
    const pruned = this.#pruned;
    this.#reset();
    return await reinitialize(this.#graph, filters, pruned, this.#slots, rng, this.#options);
  }

  #reset(): void {
    this[Symbol.dispose]();
    this.#removal = null;
    this.#progress = NOT_BEGUN;
    this.#captured = NONE;
    this.#absent = NONE;
    this.#pruned = new PrunedWeights();
  }

  #freeze(): void {
    this.#frozen?.[Symbol.dispose]();
    this.#frozen = new FrozenElements(masksOf(this.#absent.slices), this.#slots);
  }

  /** What has to be saved between two steps. */
  state(): SubNetworkState {
    const pruned = namedVariables(this.#model).flatMap(([name, variable]) => {
      const values = this.#pruned.values.get(variable);
      return values === undefined ? [] : [[name, values] as const];
    });
    return { removal: this.#removal, pruned: Object.fromEntries(pruned) };
  }

  /**
   * Continues from a state. The model's and the optimizer's variables hold the values of that time.
   *
   * @param state The state.
   * @param step The step that comes next.
   */
  restore({ removal, pruned }: SubNetworkState, step: number): void {
    this.#reset();
    if (removal === null) return;
    this.#removal = removal;
    this.#pruned = new PrunedWeights(
      new Map(
        namedVariables(this.#model).flatMap(([name, variable]) => {
          const values = pruned[name];
          return values === undefined ? [] : [[variable, values] as const];
        }),
      ),
    );
    // The progress at the last step that was taken.
    this.#progress = removalAt(removal.queue.length, removal.start, step - 1, this.#options);
    const first = (count: number) => this.#graph.absent(removal.queue.slice(0, count));
    this.#captured = first(this.#progress.begun);
    this.#absent = first(this.#progress.removed);
    if (this.#progress.removed > 0) this.#freeze();
  }

  /** Disposes of the frozen values; {@linkcode SubNetwork.restore} makes them again. */
  [Symbol.dispose](): void {
    this.#frozen?.[Symbol.dispose]();
    this.#frozen = undefined;
  }
}
