/**
 * The optimizers by name. Nothing here needs tfjs.
 *
 * @module
 */

/** The names of the optimizers. */
export const optimizerNames = ["sgd", "momentum", "nesterov", "adam", "rmsprop"] as const;

/** The name of an optimizer. */
export type OptimizerName = (typeof optimizerNames)[number];

/** What an optimizer is made of. */
export interface OptimizerOptions {
  /** The update rule. @default {"sgd"} */
  readonly name?: OptimizerName;
  /** Momentum of `momentum` and `nesterov`, in [0, 1). @default {0.9} */
  readonly momentum?: number;
  /**
   * Coefficient of the L2 penalty: this times the weight is added to every gradient before the update rule, as in
   * PyTorch's optimizers. @default {0}
   */
  readonly weightDecay?: number;
}
