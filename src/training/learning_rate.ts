/** The shapes of learning-rate schedule by name. */
export const learningRateScheduleNames = ["constant", "step", "cosine", "cyclic"] as const;

/** The name of a learning-rate schedule. */
export type LearningRateScheduleName = (typeof learningRateScheduleNames)[number];

/** A learning rate over the epochs of a run. */
export interface LearningRateOptions {
  /** The rate at the start (of a `cyclic` schedule: the lowest). */
  readonly base: number;
  readonly schedule: LearningRateScheduleName;
  /** `step`: after how many epochs the rate is multiplied by `factor`. */
  readonly steps: readonly number[];
  /** `step`: the factor. */
  readonly factor: number;
  /** `cyclic`: epochs from one low to the next. */
  readonly period: number;
  /** `cyclic`: how far the rate rises above `base`. */
  readonly amplitude: number;
  /** `cosine`: epochs until the rate is 0. */
  readonly epochs: number;
}

/**
 * The learning rate at a point of training.
 *
 * `cyclic` is the triangle of Smith 2017 (the paper's fig. 6: period 50, amplitude 0.005, start 0.001), `cosine` the
 * half wave of Loshchilov & Hutter 2017 without restarts.
 *
 * @param epoch Epochs done, with fraction; 0 at the first step.
 */
export function learningRateAt(epoch: number, options: LearningRateOptions): number {
  const { base } = options;
  switch (options.schedule) {
    case "constant":
      return base;
    case "step":
      return base * options.factor ** options.steps.filter((boundary) => epoch >= boundary).length;
    case "cosine":
      return base * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, epoch / options.epochs)));
    case "cyclic": {
      const position = (epoch / options.period) % 1;
      return base + options.amplitude * (1 - Math.abs(2 * position - 1));
    }
  }
}
