/**
 * Where a run stands between two steps: enough to go on with the same bits.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import Type, { type Static } from "typebox";
import { Value } from "typebox/value";
import { InputError } from "../errors.ts";
import { namedVariables } from "../filters/mod.ts";
import { Cycle, EpochMetrics } from "../report/schemas.ts";
import type { Scheme } from "../repr/mod.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";

/** Changes when older states can no longer be continued. */
const STATE_VERSION = 1;

const Natural = Type.Integer({ minimum: 0 });
const Amount = Type.Number({ minimum: 0 });

/** Schema of the plain part of a state. */
export const TrainingState = Type.Object({
  version: Type.Literal(STATE_VERSION),
  /** Steps taken over the whole run. */
  step: Natural,
  /** Epochs that were finished: evaluated and written to the metrics. */
  epoch: Natural,
  /** Over the epoch under way. */
  tally: Type.Object({ images: Natural, loss: Type.Number(), correct: Natural, seconds: Amount }),
  /** Over the whole run; seconds, but for the images. */
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
  /** The measurements of the last finished epoch. */
  last: Type.Union([Type.Null(), EpochMetrics]),
  optimizerSteps: Natural,
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

/** The plain part of a state. */
export type TrainingState = Static<typeof TrainingState>;

/** The state of a run that has not begun. */
export const INITIAL_STATE: TrainingState = {
  version: STATE_VERSION,
  step: 0,
  epoch: 0,
  tally: { images: 0, loss: 0, correct: 0, seconds: 0 },
  timing: { images: 0, train: 0, evaluate: 0, rank: 0, reinitialise: 0 },
  best: null,
  last: null,
  optimizerSteps: 0,
  cycles: [],
  removal: null,
};

/**
 * Checks a state that was read from a file.
 *
 * @param where For the message: the file or folder.
 * @throws {InputError} If it is none, or another version's.
 */
export function checkState(value: unknown, where: string): TrainingState {
  if (Value.Check(TrainingState, value)) return value;
  const [first] = Value.Errors(TrainingState, value);
  throw new InputError(
    `Cannot continue from ${where}: its training state does not fit this version of repr ` +
      `(${first?.instancePath || "state"} ${
        first?.message ?? "is missing"
      }; continue with the version that wrote it)`,
  );
}

/** The arrays of a state: the optimizer's slots and what weights were before their filters went. */
export async function stateArrays(
  model: tf.LayersModel,
  optimizer: Optimizer,
  scheme: Scheme,
): Promise<Record<string, Float32Array>> {
  const arrays: Record<string, Float32Array> = {};
  const names = new Map(namedVariables(model).map(([name, variable]) => [variable, name]));
  for (const { variable, slot, value } of optimizer.slots) {
    arrays[`slot/${slot}/${names.get(variable)}`] = await value.data<"float32">();
  }
  for (const [name, values] of Object.entries(scheme.state().before)) {
    arrays[`before/${name}`] = values;
  }
  return arrays;
}

/**
 * Puts a saved state into an optimizer and a scheme that were just made for the saved model.
 *
 * @throws {InputError} If an array is missing or of the wrong size.
 */
export function restoreState(
  state: TrainingState,
  arrays: Readonly<Record<string, Float32Array>>,
  model: tf.LayersModel,
  optimizer: Optimizer,
  scheme: Scheme,
): void {
  const names = new Map(namedVariables(model).map(([name, variable]) => [variable, name]));
  for (const { variable, slot, value } of optimizer.slots) {
    const name = `slot/${slot}/${names.get(variable)}`;
    const values = arrays[name];
    if (values?.length !== variable.size) {
      throw new InputError(
        `Cannot continue: the checkpoint's "${name}" has ${
          values?.length ?? "no"
        } values, expected ${variable.size}`,
      );
    }
    tf.tidy(() => value.assign(tf.tensor(values, value.shape)));
  }
  optimizer.steps = state.optimizerSteps;
  const before = Object.entries(arrays).flatMap(([name, values]) =>
    name.startsWith("before/") ? [[name.slice("before/".length), values] as const] : []
  );
  scheme.restore({
    cycles: state.cycles,
    removal: state.removal,
    before: Object.fromEntries(before),
  }, state.step);
}
