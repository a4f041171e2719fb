import type * as tf from "@tensorflow/tfjs";
import { type Absent, type FilterGraph, type FilterId, namedVariables } from "../filters/mod.ts";
import type { Rng } from "../rng.ts";
import { Before } from "./pruned_weights.ts";
import { Freeze } from "./frozen_slices.ts";
import { fade, prune } from "./prune.ts";
import { reinitialize, type Reinitialized, type ReinitializeOptions } from "./reinitialize.ts";
import {
  type Removal,
  type RemovalOptions,
  type RemovalProgress,
  removalProgress,
} from "./removal.ts";
import type { OptimizerSlots } from "./slots.ts";

/** The norm a filter fades to before it goes, in its own norm ("very small", appendix). */
const FADED = 1e-3;

const NOTHING: Absent = { filters: [], slices: [] };
const NOBODY: RemovalProgress = { begun: 0, gone: 0 };

/** What has to be the same after a checkpoint as before it. */
export interface SubNetworkState {
  readonly removal: Removal | null;
  /** What weights were before their filters went, by variable (`conv2/kernel`). */
  readonly before: Readonly<Record<string, Float32Array>>;
}

/** The network with some filters on their way out, away, or on their way back. */
export class SubNetwork implements Disposable {
  readonly #model: tf.LayersModel;
  readonly #graph: FilterGraph;
  readonly #slots: OptimizerSlots;
  readonly #options: RemovalOptions & ReinitializeOptions;
  #removal: Removal | null = null;
  #progress = NOBODY;
  /** What has been captured: of the filters that fade, and of those that have gone. */
  #captured = NOTHING;
  #gone = NOTHING;
  #before = new Before();
  #freeze: Freeze | undefined;

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

  /** The removal under way, or done and not yet undone. */
  get removal(): Removal | null {
    return this.#removal;
  }

  /** How many filters are absent, those that follow others included. */
  get absentFilters(): number {
    return this.#gone.filters.length;
  }

  /** Begins a removal with the step that comes next. */
  begin(removal: Removal): void {
    this.#removal = removal;
  }

  /**
   * Lets those filters begin to fade, or go, that are due before a step.
   *
   * @returns Whether the last one has just gone.
   */
  async advance(step: number): Promise<boolean> {
    if (this.#removal === null) return false;
    const { queue, start } = this.#removal;
    const was = this.#progress;
    const now = removalProgress(queue.length, start, step, this.#options);
    this.#progress = now;
    if (now.begun > was.begun) {
      const going = this.#graph.absent(queue.slice(0, now.begun));
      await this.#before.capture(this.#captured, going);
      this.#captured = going;
    }
    if (now.gone > was.gone) {
      this.#gone = await prune(this.#graph, queue.slice(0, now.gone));
      this.#hold();
    }
    return now.gone > was.gone && now.gone === queue.length;
  }

  /** Undoes what a step did to absent filters, and lets those fade that are about to go. */
  async afterStep(): Promise<void> {
    this.#freeze?.restore();
    const { begun, gone } = this.#progress;
    if (this.#removal === null || begun === gone) return;
    const factor = FADED ** (1 / this.#options.fade);
    await fade(this.#graph, this.#removal.queue.slice(gone, begun), factor);
  }

  /** Brings all removed filters back. */
  async bringBack(rng: Rng): Promise<Reinitialized[]> {
    const filters: readonly FilterId[] = this.#removal?.queue ?? [];
    const before = this.#before;
    this.#forget();
    return await reinitialize(this.#graph, filters, before, this.#slots, rng, this.#options);
  }

  #forget(): void {
    this[Symbol.dispose]();
    this.#removal = null;
    this.#progress = NOBODY;
    this.#captured = NOTHING;
    this.#gone = NOTHING;
    this.#before = new Before();
  }

  #hold(): void {
    this.#freeze?.[Symbol.dispose]();
    this.#freeze = new Freeze(this.#gone.slices, this.#slots);
  }

  /** Taken between two steps. */
  state(): SubNetworkState {
    const before = namedVariables(this.#model).flatMap(([name, variable]) => {
      const values = this.#before.values.get(variable);
      return values === undefined ? [] : [[name, values] as const];
    });
    return { removal: this.#removal, before: Object.fromEntries(before) };
  }

  /**
   * Continues from a state. The model and the optimizer's slots must hold the values they had then.
   *
   * @param step The step that comes next.
   */
  restore({ removal, before }: SubNetworkState, step: number): void {
    this.#forget();
    if (removal === null) return;
    this.#removal = removal;
    this.#before = new Before(
      new Map(
        namedVariables(this.#model).flatMap(([name, variable]) => {
          const values = before[name];
          return values === undefined ? [] : [[variable, values] as const];
        }),
      ),
    );
    // Where the removal stood when the last step was taken.
    this.#progress = removalProgress(removal.queue.length, removal.start, step - 1, this.#options);
    const first = (count: number) => this.#graph.absent(removal.queue.slice(0, count));
    this.#captured = first(this.#progress.begun);
    this.#gone = first(this.#progress.gone);
    if (this.#progress.gone > 0) this.#hold();
  }

  /** Frees what holds absent filters; {@linkcode SubNetwork.restore} holds them again. */
  [Symbol.dispose](): void {
    this.#freeze?.[Symbol.dispose]();
    this.#freeze = undefined;
  }
}
