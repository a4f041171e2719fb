/**
 * One step of training, and the evaluation of a model: the two functions of a run that a backend compiles.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Batch, BatchSource } from "../../data/mod.ts";
import { compile, type Compiled } from "../backend/mod.ts";
import { namedVariables } from "../filters/mod.ts";
import type { DropoutMasks } from "./dropout.ts";
import type { Forward, Objective } from "./objective.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { addTallies, NO_EXAMPLES, type Tally, type Task, TERM } from "./task.ts";

/** A task, as far as a model's outputs are concerned. */
export type ModelTask<F extends string = string> = Pick<
  Task<F>,
  "fields" | "inputs" | "objective" | "sums"
>;

/** What a training step works on. */
export interface TrainingStepParts {
  /** The model that is trained. */
  readonly model: tf.LayersModel;
  /** How the model reads a batch, its loss and its sums. */
  readonly task: ModelTask;
  /** Updates the model's trainable variables. */
  readonly optimizer: Optimizer;
  /** What is minimized. @default the task's objective */
  readonly objective?: Objective;
  /** Masks of the model's dropout layers. @default the model has none */
  readonly dropout?: DropoutMasks;
}

/**
 * Gradient descent, one batch at a time. The step is one compiled function: forward pass, loss, gradients and the
 * optimizer's update. Its inputs are the batch's fields, the dropout masks and the optimizer's coefficients.
 */
export class TrainingStep implements Disposable {
  readonly #task: ModelTask;
  readonly #optimizer: Optimizer;
  readonly #dropout: DropoutMasks | undefined;
  readonly #step: Compiled;
  /** Of what the compiled function returns after the loss. */
  #names: ResultNames = { terms: [], sums: [] };

  /**
   * Compiles nothing yet: that happens with the first step.
   *
   * @param parts Model, task and optimizer.
   */
  constructor(
    { model, task, optimizer, objective = task.objective, dropout }: TrainingStepParts,
  ) {
    this.#task = task;
    this.#optimizer = optimizer;
    this.#dropout = dropout;
    const body = (...inputs: tf.Tensor[]) => {
      const { fields, rest } = named(task, inputs);
      const [rate, correction] = rest.slice(-2);
      if (rate === undefined || correction === undefined) {
        throw new TypeError("a training step takes two coefficients");
      }
      const kept: tf.Tensor[] = [];
      const { value, grads } = tf.variableGrads(() => {
        const apply = () => forward(model, task, fields, true);
        const computed = dropout === undefined ? apply() : dropout.during(rest.slice(0, -2), apply);
        const terms = objective.terms(computed);
        const sums = task.sums(computed);
        this.#names = { terms: Object.keys(terms), sums: Object.keys(sums) };
        // Kept, because variableGrads disposes of all that its function makes except the loss.
        const { length } = Object.keys(terms);
        if (length > 1) kept.push(...Object.values(terms).map((term) => tf.keep(term.clone())));
        kept.push(...Object.values(sums).map((sum) => tf.keep(sum.toFloat())));
        return total(terms);
      }, optimizer.variables);
      optimizer.apply(grads, { rate, correction });
      const results = [value, ...kept.map((sum) => sum.clone())];
      tf.dispose(kept);
      return results;
    };
    this.#step = compile(body, [
      ...namedVariables(model).map(([, variable]) => variable),
      ...optimizer.slots.map(({ value }) => value),
      ...objective.variables ?? [],
    ]);
  }

  /**
   * Takes one step.
   *
   * @param batch The examples.
   * @param learningRate The learning rate of this step.
   * @param step The step's index over the whole run, 0-based: it decides the dropout masks.
   * @returns The sums over the batch, before the step.
   */
  async run(batch: Batch, learningRate: number, step: number): Promise<Tally> {
    const fields = tensorsOf(this.#task, batch);
    const masks = this.#dropout?.draw(step, batch.count) ?? [];
    const { rate, correction } = this.#optimizer.begin(learningRate);
    const inputs = [...fields, ...masks, rate, correction];
    const results = this.#step.run(...inputs);
    return await tallyOf(results, this.#names, inputs, batch.count);
  }

  /** Disposes of the compiled function. */
  [Symbol.dispose](): void {
    this.#step[Symbol.dispose]();
  }
}

/** The loss and the sums of a model on batches, without training. */
export class Evaluation implements Disposable {
  readonly #task: ModelTask;
  readonly #step: Compiled;
  #names: ResultNames = { terms: [], sums: [] };

  /**
   * Compiles nothing yet: that happens with the first batch.
   *
   * @param model The model to evaluate.
   * @param task How the model reads a batch, its loss and its sums.
   */
  constructor(model: tf.LayersModel, task: ModelTask) {
    this.#task = task;
    const { objective } = task;
    const body = (...inputs: tf.Tensor[]) => {
      const computed = forward(model, task, named(task, inputs).fields, false);
      const sums = task.sums(computed);
      this.#names = { terms: [], sums: Object.keys(sums) };
      return [total(objective.terms(computed)), ...Object.values(sums).map((sum) => sum.toFloat())];
    };
    this.#step = compile(body, [
      ...namedVariables(model).map(([, variable]) => variable),
      ...objective.variables ?? [],
    ]);
  }

  /**
   * Evaluates all examples once.
   *
   * @param batches The examples.
   * @param signal Ends the evaluation with the signal's reason.
   * @returns The sums over all examples.
   */
  async run(batches: BatchSource, signal?: AbortSignal): Promise<Tally> {
    let total = NO_EXAMPLES;
    for await (const batch of batches.sequential()) {
      signal?.throwIfAborted();
      const fields = tensorsOf(this.#task, batch);
      const results = this.#step.run(...fields);
      total = addTallies(total, await tallyOf(results, this.#names, fields, batch.count));
      batches.recycle(batch);
    }
    return total;
  }

  /** Disposes of the compiled function. */
  [Symbol.dispose](): void {
    this.#step[Symbol.dispose]();
  }
}

/** The fields of a batch as tensors in the task's order. The caller disposes of them. */
export function tensorsOf({ fields }: Pick<Task, "fields">, batch: Batch): tf.Tensor[] {
  return fields.map(({ name, dtype, shape }) => {
    const values = batch.fields[name];
    if (values === undefined) throw new TypeError(`the batch has no field ${name}`);
    return tf.tensor(values, [batch.count, ...shape], dtype);
  });
}

/** The outputs of a model for a batch's fields. */
export function forward(
  model: tf.LayersModel,
  task: Pick<Task, "inputs">,
  fields: Forward["fields"],
  training: boolean,
): Forward {
  const [input, ...others] = task.inputs(fields);
  if (input === undefined) throw new TypeError("the task gives the model no input");
  const output = model.apply(others.length === 0 ? input : [input, ...others], { training });
  const outputs = (Array.isArray(output) ? output : [output]).map((tensor) => {
    if (tensor instanceof tf.Tensor) return tensor;
    throw new TypeError("the model was applied to symbolic tensors");
  });
  return { fields, outputs };
}

/** The first inputs of a compiled function by the names of the task's fields, and the remaining ones. */
export function named(
  { fields }: Pick<Task, "fields">,
  inputs: readonly tf.Tensor[],
): { fields: Forward["fields"]; rest: readonly tf.Tensor[] } {
  const entries = fields.flatMap(({ name }, i) => {
    const tensor = inputs[i];
    return tensor === undefined ? [] : [[name, tensor] as const];
  });
  return { fields: Object.fromEntries(entries), rest: inputs.slice(fields.length) };
}

/** Names of the results of a compiled function, which follow its first result, the mean loss. */
interface ResultNames {
  /** Terms of the loss, means over the batch; none where the loss has one term. */
  readonly terms: readonly string[];
  /** The task's sums over the batch. */
  readonly sums: readonly string[];
}

/** The sum of the terms, a scalar. */
function total(terms: Readonly<Record<string, tf.Tensor>>): tf.Scalar {
  return Object.values(terms).reduce((a, b) => a.add(b)).asScalar();
}

/** Reads the results of a compiled function, and disposes of them and of its inputs. */
async function tallyOf(
  results: readonly tf.Tensor[],
  { terms, sums }: ResultNames,
  used: tf.Tensor[],
  examples: number,
): Promise<Tally> {
  const numbers = await Promise.all(results.map(async (result) => (await result.data())[0] ?? NaN));
  tf.dispose([...results, ...used]);
  const [loss = NaN, ...rest] = numbers;
  const named = (names: readonly string[], values: readonly number[]) =>
    names.map((name, i) => [name, values[i] ?? NaN] as const);
  const several = terms.length > 1 ? terms.length : 0;
  return {
    examples,
    loss: loss * examples,
    sums: Object.fromEntries([
      ...named(
        terms.slice(0, several).map((term) => TERM + term),
        rest.slice(0, several).map((mean) => mean * examples),
      ),
      ...named(sums, rest.slice(several)),
    ]),
  };
}
