import * as tf from "@tensorflow/tfjs";
import type { OptimizerSlots } from "../../repr/mod.ts";
import { adam } from "./adam.ts";
import { momentumRule, sgd } from "./momentum.ts";
import { rmsprop } from "./rmsprop.ts";
import type { Coefficients, UpdateRule } from "./update_rule.ts";

/** The optimizers by name. */
export const optimizerNames = ["sgd", "momentum", "nesterov", "adam", "rmsprop"] as const;

/** The name of an optimizer. */
export type OptimizerName = (typeof optimizerNames)[number];

/** What an optimizer is made of. */
export interface OptimizerOptions {
  readonly name: OptimizerName;
  /** Momentum of `momentum` and `nesterov`. @default {0.9} */
  readonly momentum?: number;
  /**
   * L2 penalty: this times the weight joins every gradient before the rule sees it, as in PyTorch's optimizers.
   * @default {0}
   */
  readonly weightDecay?: number;
}

function ruleOf({ name, momentum = 0.9 }: OptimizerOptions): UpdateRule {
  switch (name) {
    case "sgd":
      return sgd;
    case "momentum":
      return momentumRule(momentum);
    case "nesterov":
      return momentumRule(momentum, { nesterov: true });
    case "adam":
      return adam;
    case "rmsprop":
      return rmsprop;
  }
}

/** One slot of one variable. */
export interface Slot {
  /** The variable that the slot belongs to. */
  readonly variable: tf.Variable;
  readonly slot: string;
  readonly value: tf.Variable;
}

/**
 * An optimizer over a fixed list of variables. Unlike tfjs' own, its slots exist from the start, are addressed by
 * variable, and its whole state is `steps` and the slots, so that a saved run continues with the same bits.
 */
export class Optimizer implements OptimizerSlots, Disposable {
  readonly slots: readonly Slot[];
  /** Steps taken. Settable, to resume. */
  steps = 0;
  readonly #rule: UpdateRule;
  readonly #weightDecay: number;
  readonly #slotsOf: ReadonlyMap<tf.Variable, readonly tf.Variable[]>;

  /** @param variables What it will update. */
  constructor(variables: readonly tf.Variable[], options: OptimizerOptions) {
    this.#rule = ruleOf(options);
    this.#weightDecay = options.weightDecay ?? 0;
    this.slots = variables.flatMap((variable) =>
      this.#rule.slots.map((slot) => ({
        variable,
        slot,
        value: tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
      }))
    );
    this.#slotsOf = new Map(
      variables.map((variable) => [
        variable,
        this.slots.filter((slot) => slot.variable === variable).map(({ value }) => value),
      ]),
    );
  }

  /** What it updates. */
  get variables(): tf.Variable[] {
    return [...this.#slotsOf.keys()];
  }

  /** The slots of a variable; none for a variable that is not trained. */
  of(variable: tf.Variable): readonly tf.Variable[] {
    return this.#slotsOf.get(variable) ?? [];
  }

  /** Counts a step: its coefficients, scalars which are the caller's. */
  begin(learningRate: number): Coefficients<tf.Tensor> {
    this.steps++;
    const { rate, correction } = this.#rule.coefficients(learningRate, this.steps);
    return { rate: tf.scalar(rate), correction: tf.scalar(correction) };
  }

  /**
   * Moves variables and slots by one step.
   *
   * @param gradients By variable name, as `tf.variableGrads` gives them.
   * @param coefficients Those that {@linkcode Optimizer.begin} gave for the step.
   */
  apply(gradients: tf.NamedTensorMap, coefficients: Coefficients<tf.Tensor>): void {
    for (const [variable, slots] of this.#slotsOf) {
      const raw = gradients[variable.name];
      if (raw === undefined) continue;
      tf.tidy(() => {
        const next = this.#rule.update({
          value: variable,
          gradient: this.#weightDecay > 0 ? raw.add(variable.mul(this.#weightDecay)) : raw,
          slots,
          coefficients,
        });
        variable.assign(next.value);
        slots.forEach((slot, i) => slot.assign(next.slots[i] ?? slot));
      });
    }
  }

  [Symbol.dispose](): void {
    for (const { value } of this.slots) value.dispose();
  }
}
