import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../errors.ts";
import type { SavedState } from "../../encoding/saved_state.ts";
import type { OptimizerSlots } from "../../strategies/mod.ts";
import { adam } from "./adam.ts";
import { momentumRule, sgd } from "./momentum.ts";
import type { OptimizerOptions } from "./names.ts";
import { rmsprop } from "./rmsprop.ts";
import type { Coefficients, UpdateRule } from "./update_rule.ts";

function ruleOf({ name = "sgd", momentum = 0.9 }: OptimizerOptions): UpdateRule {
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
  /** The slot's name, such as `momentum`. */
  readonly slot: string;
  /** The slot's value, of the variable's shape. */
  readonly value: tf.Variable;
}

/**
 * An optimizer of a fixed list of variables. Unlike those of tfjs, its slots exist from the start and are found by their
 * variable, and its complete state can be saved, so that a resumed run continues with the same bits.
 */
export class Optimizer implements OptimizerSlots, Disposable {
  /** Every slot of every variable. */
  readonly slots: readonly Slot[];
  #steps = 0;
  readonly #rule: UpdateRule;
  readonly #weightDecay: number;
  readonly #slotsOf: ReadonlyMap<tf.Variable, readonly tf.Variable[]>;

  /**
   * Makes the slots, all zero.
   *
   * @param variables The variables that it will update.
   * @param options The update rule and its coefficients.
   */
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

  /** The variables that it updates. */
  get variables(): tf.Variable[] {
    return [...this.#slotsOf.keys()];
  }

  /** The slots of a variable; none for a variable that is not trained. */
  of(variable: tf.Variable): readonly tf.Variable[] {
    return this.#slotsOf.get(variable) ?? [];
  }

  /** Counts a step: its coefficients, scalars which the caller disposes of. */
  begin(learningRate: number): Coefficients<tf.Tensor> {
    this.#steps++;
    const { rate, correction } = this.#rule.coefficients(learningRate, this.#steps);
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

  /**
   * The complete state between two steps.
   *
   * @param names The names that the variables are saved under.
   */
  async state(names: ReadonlyMap<tf.Variable, string>): Promise<SavedState> {
    const arrays: Record<string, Float32Array> = {};
    for (const slot of this.slots) {
      arrays[slotName(slot, names)] = await slot.value.data<"float32">();
    }
    return { plain: { steps: this.#steps }, arrays };
  }

  /**
   * Continues from a state.
   *
   * @param names The names that the variables were saved under.
   * @throws {InputError} If an array is missing or of the wrong size; nothing is changed then.
   */
  restore({ plain, arrays }: SavedState, names: ReadonlyMap<tf.Variable, string>): void {
    const values = this.slots.map((slot) => {
      const name = slotName(slot, names);
      const array = arrays[name];
      if (array?.length === slot.variable.size) return array;
      throw new InputError(
        `Cannot continue: the checkpoint's "${name}" has ${array?.length ?? "no"} values, ` +
          `expected ${slot.variable.size}`,
      );
    });
    this.slots.forEach(({ value }, i) => {
      tf.tidy(() => value.assign(tf.tensor(values[i] ?? [], value.shape)));
    });
    this.#steps = Number(plain["steps"]);
  }

  /** Disposes of the slots. */
  [Symbol.dispose](): void {
    for (const { value } of this.slots) value.dispose();
  }
}

function slotName({ variable, slot }: Slot, names: ReadonlyMap<tf.Variable, string>): string {
  return `slot/${slot}/${names.get(variable)}`;
}
