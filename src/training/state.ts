/**
 * The plain part of a run's state between two steps, in the form that a checkpoint stores.
 *
 * @module
 */
import Type, { type Static } from "typebox";
import { Value } from "typebox/value";
import { InputError } from "../errors.ts";

/** Changes when the state changes its form. States of version 1 can be continued, too. */
const STATE_VERSION = 2;

const Natural = Type.Integer({ minimum: 0 });
const Amount = Type.Number({ minimum: 0 });
const FiguresSchema = Type.Record(Type.String(), Type.Union([Type.Number(), Type.Null()]));
const Plain = Type.Record(Type.String(), Type.Unknown());
const Phase = Type.Union([Type.Literal("full"), Type.Literal("pruned"), Type.Literal("tail")]);

/** Schema of an epoch's results. */
const EpochResultSchema = Type.Object({
  epoch: Type.Integer({ minimum: 1 }),
  phase: Phase,
  cycle: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  trainLoss: Type.Number(),
  lossTerms: Type.Optional(Type.Record(Type.String(), Type.Number())),
  figures: Type.Object({
    train: FiguresSchema,
    validation: FiguresSchema,
    test: Type.Union([FiguresSchema, Type.Null()]),
  }),
  learningRate: Type.Number(),
  orthoSum: Type.Number(),
  activeFilters: Natural,
  seconds: Amount,
});

/** Schema of a state. */
const TrainingStateSchema = Type.Object({
  version: Type.Literal(STATE_VERSION),
  step: Natural,
  epoch: Natural,
  tally: Type.Object({
    examples: Natural,
    loss: Type.Number(),
    sums: Type.Record(Type.String(), Type.Number()),
    seconds: Amount,
  }),
  timing: Type.Object({
    examples: Natural,
    train: Amount,
    evaluate: Amount,
    rank: Amount,
    reinitialize: Amount,
  }),
  best: Type.Union([Type.Null(), Type.Object({ epoch: Natural, figure: Type.Number() })]),
  last: Type.Union([Type.Null(), EpochResultSchema]),
  optimizer: Plain,
  strategy: Plain,
});

/** The named figures of a task: numbers in [0, 1], null where there were no examples. */
export type Figures = Readonly<Record<string, number | null>>;

/** The results of one epoch. */
export interface EpochResult {
  /** From 1. */
  readonly epoch: number;
  /** The phase at the epoch's end. */
  readonly phase: "full" | "pruned" | "tail";
  /** The cycle that the phase belongs to; null in the tail. */
  readonly cycle: number | null;
  /** The mean loss of the epoch's batches, each before its step. */
  readonly trainLoss: number;
  /** The means of the training loss's terms by name. @default the loss has one term */
  readonly lossTerms?: Readonly<Record<string, number>>;
  /** The task's figures on each part of the data; null where the test examples were not evaluated. */
  readonly figures: {
    readonly train: Figures;
    readonly validation: Figures;
    readonly test: Figures | null;
  };
  /** The learning rate of the epoch's last step. */
  readonly learningRate: number;
  /** The sum of eq. 2 over all filters of the network (the paper's figure 8). */
  readonly orthoSum: number;
  /** Filters that take part in the forward pass. */
  readonly activeFilters: number;
  /** Wall time of the epoch's training. */
  readonly seconds: number;
}

/** The state of a training loop between two steps. */
export interface LoopState {
  /** Steps taken over the whole run. */
  readonly step: number;
  /** Epochs that are complete: trained, evaluated and recorded. */
  readonly epoch: number;
  /** Sums over the present epoch. */
  readonly tally: {
    readonly examples: number;
    readonly loss: number;
    readonly sums: Readonly<Record<string, number>>;
    readonly seconds: number;
  };
  /** Examples, and seconds, over the whole run. */
  readonly timing: {
    readonly examples: number;
    readonly train: number;
    readonly evaluate: number;
    readonly rank: number;
    readonly reinitialize: number;
  };
  /** The epoch with the highest first figure on the validation examples. */
  readonly best: { readonly epoch: number; readonly figure: number } | null;
  /** The results of the last complete epoch. */
  readonly last: EpochResult | null;
}

/** The state of a loop that has not begun. */
export const INITIAL_STATE: LoopState = {
  step: 0,
  epoch: 0,
  tally: { examples: 0, loss: 0, sums: {}, seconds: 0 },
  timing: { examples: 0, train: 0, evaluate: 0, rank: 0, reinitialize: 0 },
  best: null,
  last: null,
};

/** The plain state of a run: of its loop, its optimizer and its strategy. */
export interface TrainingState {
  readonly loop: LoopState;
  readonly optimizer: Readonly<Record<string, unknown>>;
  readonly strategy: Readonly<Record<string, unknown>>;
}

/** A state in the form that is written to a checkpoint. */
export function writtenState({ loop, optimizer, strategy }: TrainingState): unknown {
  return { version: STATE_VERSION, ...loop, optimizer, strategy };
}

/**
 * A state that was read from a checkpoint.
 *
 * @param value What the checkpoint holds.
 * @throws {InputError} If it is no state, or another version's.
 */
export function readState(value: unknown): TrainingState {
  const state = Value.Check(Version1, value) ? fromVersion1(value) : value;
  if (Value.Check(TrainingStateSchema, state)) {
    const { version: _, optimizer, strategy, ...loop } = state;
    return { loop, optimizer, strategy };
  }
  const [first] = Value.Errors(TrainingStateSchema, state);
  throw new InputError(
    `Cannot continue from the checkpoint: its training state does not fit this version of repr ` +
      `(${first?.instancePath || "state"} ${
        first?.message ?? "is missing"
      }; continue with the version that wrote it)`,
  );
}

const Accuracy = Type.Union([Type.Number(), Type.Null()]);

/** Schema of version 1, which knew one task and one strategy. */
const Version1 = Type.Object({
  version: Type.Literal(1),
  step: Natural,
  epoch: Natural,
  tally: Type.Object({ images: Natural, loss: Type.Number(), correct: Natural, seconds: Amount }),
  timing: Type.Object({
    images: Natural,
    train: Amount,
    evaluate: Amount,
    rank: Amount,
    reinitialise: Amount,
  }),
  best: Type.Union([
    Type.Null(),
    Type.Object({ epoch: Natural, validationAccuracy: Type.Number() }),
  ]),
  last: Type.Union([
    Type.Null(),
    Type.Object({
      epoch: Type.Integer({ minimum: 1 }),
      phase: Phase,
      cycle: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
      trainLoss: Type.Number(),
      trainAccuracy: Accuracy,
      validationAccuracy: Accuracy,
      testAccuracy: Accuracy,
      learningRate: Type.Number(),
      orthoSum: Type.Number(),
      activeFilters: Natural,
      seconds: Amount,
    }),
  ]),
  optimizerSteps: Natural,
  cycles: Type.Array(Plain),
  removal: Type.Union([Type.Null(), Plain]),
});

function fromVersion1(state: Static<typeof Version1>): Static<typeof TrainingStateSchema> {
  const { step, epoch, tally, timing, best, last, optimizerSteps, cycles, removal } = state;
  const { images, loss, correct, seconds } = tally;
  const { reinitialise: reinitialize, images: examples, ...times } = timing;
  return {
    version: STATE_VERSION,
    step,
    epoch,
    tally: { examples: images, loss, sums: { correct }, seconds },
    timing: { examples, ...times, reinitialize },
    best: best && { epoch: best.epoch, figure: best.validationAccuracy },
    last: last && resultOfVersion1(last),
    optimizer: { steps: optimizerSteps },
    strategy: { cycles, removal },
  };
}

function resultOfVersion1(
  { trainAccuracy, validationAccuracy, testAccuracy, ...rest }: NonNullable<
    Static<typeof Version1>["last"]
  >,
): Static<typeof EpochResultSchema> {
  return {
    ...rest,
    figures: {
      train: { accuracy: trainAccuracy },
      validation: { accuracy: validationAccuracy },
      test: testAccuracy === null ? null : { accuracy: testAccuracy },
    },
  };
}
