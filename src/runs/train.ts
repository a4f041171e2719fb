/**
 * A training run without files: task, model and strategy by their names, put together and trained.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Dataset } from "../../data/mod.ts";
import { describeModel } from "../models/mod.ts";
import type { Cycle, DataFacts, ModelFacts } from "../report/mod.ts";
import { Rng } from "../rng.ts";
import { classification } from "../tasks/mod.ts";
import {
  type LoopState,
  type Task,
  Trainer,
  type TrainerParts,
  type TrainingSnapshot,
} from "../training/mod.ts";
import { type TrainOptions, type TrainSettings, trainSettings } from "./options.ts";
import { strategyNamed } from "./strategies.ts";

/** What a run trains, known before its first step. */
export interface TrainFacts {
  /** Size of the model. */
  readonly model: ModelFacts;
  /** Size and digest of the data. */
  readonly data: DataFacts;
}

/**
 * What a run trains on: labeled images, or a task of any kind, which the caller disposes of. `batchSize` and `augment` of
 * the options are those of labeled images; a task has made its batches already.
 */
export type TrainSubject = { readonly dataset: Dataset } | { readonly task: Task };

/** What a run gets from its caller, in addition to its options. */
export type TrainContext =
  & TrainSubject
  & Pick<TrainerParts, "objectives" | "record" | "save" | "progress" | "signal">
  & {
    /**
     * A model of the caller's, which the run trains. It stays the caller's, also when the run fails. The task builds none
     * then: `dropout` of the options has no effect, and `model` is only a name in reports.
     *
     * @default built by the task, as `model` of the options says
     */
    readonly model?: tf.LayersModel;
    /** Whether image batches are prepared on a thread of their own. @default {true} */
    readonly imageThread?: boolean;
    /** A snapshot of the same run to continue from, with its model. */
    readonly resume?: Pick<TrainingSnapshot, "model" | "metadata" | "arrays">;
    /** Called once, before the first step, with the number of epochs that earlier sessions finished. */
    readonly begin?: (facts: TrainFacts, epoch: number) => Promise<void>;
  };

/** How a run ended. */
export interface TrainOutcome {
  /** The trained model. The caller disposes of it. */
  readonly model: tf.LayersModel;
  /** What was trained. */
  readonly facts: TrainFacts;
  /** Where the loop stopped. */
  readonly state: LoopState;
  /** What the cycles of the strategy did. */
  readonly cycles: readonly Cycle[];
  /** Whether the signal ended the run before its last epoch. */
  readonly interrupted: boolean;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Trains a network with the RePr scheme (Algorithm 1), or without. The same options and data on the same backend give the
 * same bits, also when the run is interrupted and resumed at any step.
 *
 * @param options What differs from the paper's settings.
 * @param context The data, and what to call while training.
 * @returns The trained model, and how the run ended.
 * @throws {InputError} If options, data and snapshot do not fit together.
 * @throws {RangeError} If a number of the scheme is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadDataset } from "../../data/mod.ts";
 * const dataset = await loadDataset({ name: "shapes", limit: 40 });
 * const options = { model: "c2-4", epochs: 3, batchSize: 12, scheme: { s1: 1, s2: 1, cycles: 1, rankFirst: true } };
 * const { model, cycles, state } = await train(options, { dataset, imageThread: false });
 * assert.equal(state.epoch, 3);
 * assert.equal(cycles[0]?.reinitialized.length, 2); // 30 % of eight filters
 * model.dispose();
 * ```
 */
export async function train(options: TrainOptions, context: TrainContext): Promise<TrainOutcome> {
  const settings = trainSettings(options);
  const { scheme, seed } = settings;
  const strategy = await strategyNamed(scheme.name, scheme);
  const { resume } = context;
  using stack = new DisposableStack();
  const task = "task" in context
    ? context.task
    : stack.use(classification(context.dataset, { ...settings, ...imageThreadOf(context) }));
  const model = resume?.model ?? context.model ??
    task.buildModel(settings.model, {
      rng: new Rng(seed).split("model"),
      dropout: settings.dropout,
    });
  using unfinished = new DisposableStack();
  if (model !== context.model) unfinished.adopt(model, (made) => made.dispose());
  const { save } = context;
  const name = options.model ?? model.name;
  using trainer = new Trainer({
    ...context,
    task,
    model,
    strategy,
    ...(save === undefined ? {} : {
      save: (snapshot: TrainingSnapshot) =>
        save({ ...snapshot, metadata: { model: name, ...snapshot.metadata } }),
    }),
  }, settings);
  if (resume !== undefined) trainer.restore(resume);
  const facts = factsOf(name, task, trainer);
  await context.begin?.(facts, trainer.state.epoch);
  const interrupted = !await trainer.run();
  unfinished.move(); // the caller disposes of the model
  const { state, strategy: { cycles } } = trainer;
  return {
    model,
    facts,
    state,
    cycles,
    interrupted,
    warnings: warningsOf(settings, task, trainer),
  };
}

function imageThreadOf({ imageThread }: TrainContext): { imageThread?: boolean } {
  return imageThread === undefined ? {} : { imageThread };
}

/** The sizes of the model and of the data. */
function factsOf(name: string, task: Task, trainer: Trainer): TrainFacts {
  const layers = trainer.graph.layers.map(({ name, filters }) => ({ name, filters }));
  return {
    model: { ...describeModel(trainer.model, layers), name, layers },
    data: task.data,
  };
}

/** What the user should know about the schedule and the pruned filters. */
function warningsOf({ epochs }: TrainSettings, task: Task, { strategy, graph }: Trainer): string[] {
  const steps = epochs * task.batches.train.stepsPerEpoch;
  const { name, cycle } = strategy.phaseAt(steps - 1);
  const warnings = strategy.cycles.flatMap(({ cycle, warnings }) =>
    warnings.map((warning) => `cycle ${cycle}: ${warning}`)
  );
  const { activeFilters } = strategy;
  if (name === "pruned" && activeFilters < graph.layers.reduce((sum, l) => sum + l.filters, 0)) {
    warnings.push(
      `the run ends in the pruned phase of cycle ${cycle}: its results are of the sub-network`,
    );
  } else if (name === "full") {
    warnings.push(
      `the run ends before the pruning of cycle ${cycle}: expected more epochs, or shorter phases`,
    );
  }
  return warnings;
}
