import * as tf from "@tensorflow/tfjs";
import {
  type FilterGraph,
  filterGraph,
  namedVariables,
  trainableVariables,
} from "../filters/mod.ts";
import { Rng } from "../rng.ts";
import { FrozenNormalization, standard, type Strategy } from "../strategies/mod.ts";
import { DropoutMasks } from "./dropout.ts";
import { learningRateAt } from "./learning_rate.ts";
import { sumOf } from "./objective.ts";
import { Optimizer } from "./optimizers/optimizer.ts";
import { type LoopOptions, type LoopSettings, loopSettings } from "./options.ts";
import { orthoSum } from "./ortho_sum.ts";
import { firstBatches, ModelProbe } from "./probe.ts";
import {
  type EpochResult,
  INITIAL_STATE,
  type LoopState,
  readState,
  writtenState,
} from "./state.ts";
import { Evaluation, TrainingStep } from "./step.ts";
import { addTallies, meanTerms, type Tally } from "./task.ts";
import type { TrainerParts, TrainingSnapshot } from "./trainer_parts.ts";

/**
 * Trains a model on a task: the loop over epochs and steps. The same parts, options and backend give the same bits, also
 * when a run is interrupted and resumed at any step.
 *
 * @example One epoch on a few images
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadDataset } from "../../data/mod.ts";
 * import { Rng } from "../rng.ts";
 * import { classification } from "../tasks/mod.ts";
 * const dataset = await loadDataset({ name: "shapes", limit: 40 });
 * using task = classification(dataset, { batchSize: 12, imageThread: false });
 * const model = task.buildModel("c1-2", { rng: new Rng(1), dropout: 0 });
 * using trainer = new Trainer({ task, model }, { epochs: 1 });
 * assert.equal(await trainer.run(), true);
 * assert.equal(trainer.state.step, 3); // 36 training images in batches of 12
 * model.dispose();
 * ```
 */
export class Trainer implements Disposable {
  /** The model that is trained. */
  readonly model: tf.LayersModel;
  /** The model's filters. */
  readonly graph: FilterGraph;
  /** What happens between steps. */
  readonly strategy: Strategy;
  readonly #parts: TrainerParts;
  readonly #settings: LoopSettings;
  readonly #optimizer: Optimizer;
  readonly #step: TrainingStep;
  readonly #evaluation: Evaluation;
  readonly #names: ReadonlyMap<tf.Variable, string>;
  readonly #owned: DisposableStack;
  #state = INITIAL_STATE;
  /** Time of the strategy in earlier sessions. */
  #earlier = INITIAL_STATE.timing;

  /**
   * Makes the optimizer and the strategy, and compiles nothing yet: that happens with the first step.
   *
   * @param parts What is trained.
   * @param options The options that differ from the defaults.
   * @throws {InputError} If the parts do not fit together.
   * @throws {RangeError} If a setting of the strategy is out of range.
   */
  constructor(parts: TrainerParts, options: LoopOptions = {}) {
    using stack = new DisposableStack();
    const { task, model, strategy = standard(), objectives = [], progress } = parts;
    const rng = new Rng(options.seed ?? loopSettings({}).seed);
    const graph = filterGraph(model);
    const objective = sumOf(task.objective, ...objectives.map((make) => make({ model, graph })));
    this.#parts = parts;
    this.#settings = loopSettings(options);
    this.model = model;
    this.graph = graph;
    this.#names = new Map(namedVariables(model).map(([name, variable]) => [variable, name]));
    this.#optimizer = stack.use(
      new Optimizer(trainableVariables(model), this.#settings.optimizer),
    );
    stack.use(new FrozenNormalization(model));
    const dropout = new DropoutMasks(model, rng.split("dropout"));
    const optimizer = this.#optimizer;
    this.#step = stack.use(new TrainingStep({ model, task, optimizer, objective, dropout }));
    this.#evaluation = stack.use(new Evaluation(model, task));
    this.strategy = stack.use(strategy({
      model,
      graph,
      slots: this.#optimizer,
      rng: rng.split("repr"),
      stepsPerEpoch: task.batches.train.stepsPerEpoch,
      probe: new ModelProbe({ model, graph, task, batches: () => firstBatches(task) }),
      evaluate: async () => this.#firstFigure(await this.#evaluation.run(task.batches.validation)),
      onEvent: (event) => progress?.(event),
    }));
    this.#owned = stack.move();
  }

  /** The state of the loop. */
  get state(): LoopState {
    return this.#state;
  }

  /**
   * Continues from a snapshot of a run with the same parts and options, whose model is this trainer's.
   *
   * @throws {InputError} If the snapshot does not fit.
   */
  restore({ metadata, arrays }: Pick<TrainingSnapshot, "metadata" | "arrays">): void {
    const { loop, optimizer, strategy } = readState(metadata["training"]);
    this.#optimizer.restore({ plain: optimizer, arrays }, this.#names);
    this.strategy.restore({ plain: strategy, arrays }, loop.step);
    this.#state = loop;
    this.#earlier = loop.timing;
  }

  /**
   * Trains to the end.
   *
   * @returns False if the signal ended training before, with the state saved.
   * @throws {Error} If the loss is not a finite number any more.
   */
  async run(): Promise<boolean> {
    const { signal } = this.#parts;
    while (this.#state.epoch < this.#settings.epochs) {
      try {
        await this.#trainEpoch();
        await this.#finishEpoch();
      } catch (error) {
        if (signal?.aborted !== true || error !== signal.reason) throw error;
        await this.#save("last");
        return false;
      }
    }
    return true;
  }

  /** Takes the remaining steps of the present epoch. */
  async #trainEpoch(): Promise<void> {
    const { task: { batches: { train } }, signal } = this.#parts;
    const { epoch } = this.#state;
    const from = this.#state.step - epoch * train.stepsPerEpoch;
    let mark = performance.now();
    for await (const batch of train.epoch(epoch, { from })) {
      signal?.throwIfAborted();
      const { step, tally, timing } = this.#state;
      const due = performance.now();
      await this.strategy.beforeStep(step);
      mark += performance.now() - due; // ranking and evaluations are timed separately
      const done = await this.#step.run(batch, this.#learningRate(step), step);
      train.recycle(batch);
      await this.strategy.afterStep();
      if (!Number.isFinite(done.loss)) throw this.#diverged(step);
      const now = performance.now();
      const seconds = (now - mark) / 1000;
      mark = now;
      this.#state = {
        ...this.#state,
        step: step + 1,
        tally: { ...addTallies(tally, done), seconds: tally.seconds + seconds },
        timing: {
          ...timing,
          examples: timing.examples + done.examples,
          train: timing.train + seconds,
        },
      };
      this.#tellStep();
    }
    const end = (epoch + 1) * train.stepsPerEpoch;
    if (this.#state.step !== end) {
      throw new TypeError(
        `epoch ${epoch + 1} ended after step ${this.#state.step} of the run, expected ${end}: ` +
          `the task's training batches are not as many as \`stepsPerEpoch\` says`,
      );
    }
  }

  /** Evaluates, records and saves. */
  async #finishEpoch(): Promise<void> {
    const { task, record, progress, signal } = this.#parts;
    const { evaluateEvery, epochs } = this.#settings;
    const epoch = this.#state.epoch + 1;
    const { step } = this.#state;
    let { name: phase, cycle } = this.strategy.phaseAt(step - 1);
    if (epoch === epochs && await this.strategy.finish?.(step) === true) {
      ({ name: phase, cycle } = this.strategy.phaseAt(step));
    }
    const start = performance.now();
    const validation = await this.#evaluation.run(task.batches.validation, signal);
    const { best } = this.#state;
    const figure = this.#firstFigure(validation);
    const improved = figure !== null && phase !== "pruned" && figure > (best?.figure ?? -1);
    const tests = epoch % evaluateEvery === 0 || epoch === epochs || improved;
    const test = tests ? await this.#evaluation.run(task.batches.test, signal) : null;
    const evaluated = (performance.now() - start) / 1000;
    const overlap = await orthoSum(this.graph);
    // ReLU of NaN is 0 in TensorFlow's graphs, so the loss of a network of NaN can be a number.
    if (!Number.isFinite(validation.loss + overlap)) throw this.#diverged(step - 1);

    const { tally, timing } = this.#state;
    const result: EpochResult = {
      epoch,
      phase,
      cycle: phase === "tail" ? null : cycle,
      trainLoss: tally.loss / tally.examples,
      ...meanTerms(tally),
      figures: {
        train: task.figures(tally),
        validation: task.figures(validation),
        test: test && task.figures(test),
      },
      learningRate: this.#learningRate(step - 1),
      orthoSum: overlap,
      activeFilters: this.strategy.activeFilters,
      seconds: tally.seconds,
    };
    this.#state = {
      ...this.#state,
      epoch,
      tally: INITIAL_STATE.tally,
      timing: { ...timing, evaluate: timing.evaluate + evaluated },
      best: improved ? { epoch, figure } : best,
      last: result,
    };
    await record?.(result);
    progress?.({ type: "epoch", epochs, result });
    if (improved) await this.#save("best");
    await this.#save("last");
  }

  /** The task's first figure, which decides which state is the best one. */
  #firstFigure(tally: Tally): number | null {
    return Object.values(this.#parts.task.figures(tally))[0] ?? null;
  }

  /** @param step The last step that was taken. */
  #diverged(step: number): Error {
    const { epoch } = this.#state;
    return new Error(
      `Training diverged: the loss is no longer a number in epoch ${epoch + 1}, step ${step + 1} ` +
        "(lower `learningRate.base`; the last epoch's checkpoint is kept)",
    );
  }

  #learningRate(step: number): number {
    const { learningRate, epochs } = this.#settings;
    const { stepsPerEpoch } = this.#parts.task.batches.train;
    const start = this.strategy.learningRateStart ?? 0;
    const length = epochs - start / stepsPerEpoch;
    return learningRateAt((step - start) / stepsPerEpoch, length, learningRate);
  }

  #tellStep(): void {
    const { task, progress } = this.#parts;
    const { step, tally, epoch } = this.#state;
    const { stepsPerEpoch } = task.batches.train;
    const { name: phase, cycle } = this.strategy.phaseAt(step - 1);
    progress?.({
      type: "step",
      epoch: epoch + 1,
      epochs: this.#settings.epochs,
      step: step - epoch * stepsPerEpoch,
      steps: stepsPerEpoch,
      phase,
      cycle,
      loss: tally.loss / tally.examples,
      ...meanTerms(tally),
      figures: task.figures(tally),
      examplesPerSecond: tally.examples / tally.seconds,
    });
  }

  async #save(which: TrainingSnapshot["which"]): Promise<void> {
    const { rank, reinitialize } = this.strategy.timing;
    this.#state = {
      ...this.#state,
      timing: {
        ...this.#state.timing,
        rank: this.#earlier.rank + rank,
        reinitialize: this.#earlier.reinitialize + reinitialize,
      },
    };
    const optimizer = await this.#optimizer.state(this.#names);
    const strategy = this.strategy.state();
    await this.#parts.save?.({
      which,
      tag: String(this.#state.step),
      model: this.model,
      metadata: {
        ...this.#parts.task.metadata,
        training: writtenState({
          loop: this.#state,
          optimizer: optimizer.plain,
          strategy: strategy.plain,
        }),
      },
      arrays: { ...optimizer.arrays, ...strategy.arrays },
    });
  }

  /** Disposes of all that the trainer made. */
  [Symbol.dispose](): void {
    this.#owned.dispose();
  }
}
