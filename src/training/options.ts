/**
 * What a training run is asked to do: plain data, checked where it entered (the command line, a configuration file or a
 * caller of the library) and written as it is into `config.json` and the report.
 *
 * @module
 */

import type { Duration } from "../repr/mod.ts";
import type { LearningRateScheduleName } from "./learning_rate.ts";
import type { OptimizerName } from "./optimizers/optimizer.ts";

/** Everything that decides a run's result, apart from the machine and its backend. */
export interface TrainOptions {
  /** `shapes`, `cifar10`, `cifar100`, or the path of an image folder. */
  readonly data: string;
  /** Folder with the dataset's official binary files; null: looked up in the cache, downloaded once. */
  readonly dataDir: string | null;
  /** CIFAR-100's 100 fine or 20 coarse classes. */
  readonly label: "fine" | "coarse";
  /** Side in pixels that images of an image folder are resized to; null: the dataset's own size. */
  readonly imageSize: number | null;
  /** Number of training images used (a fifth as many test images); null: all. */
  readonly limit: number | null;
  /** Random horizontal flips and padded crops of the training images. */
  readonly augment: boolean;

  /** Name in the catalog of architectures, such as `c3-32`. */
  readonly model: string;
  /** With pruning and re-initialization, or without. */
  readonly scheme: "repr" | "standard";
  /** Length of the whole run in epochs, at least 1. */
  readonly epochs: number;
  /** Algorithm 1's S1: the full network's part of a cycle. */
  readonly s1: Duration;
  /** Algorithm 1's S2: the sub-network's part of a cycle. */
  readonly s2: Duration;
  /** Algorithm 1's N: number of cycles; 0 is standard training. */
  readonly cycles: number;
  /** Algorithm 1's p: fraction in [0, 1] of the ranked filters that are pruned in a cycle. */
  readonly prune: number;
  /** Name of the ranking criterion, such as `ortho`. */
  readonly criterion: string;
  /** Eq. 1: each filter by its own norm, or the whole matrix by its Frobenius norm. */
  readonly orthoNormalisation: "filter" | "matrix";
  /** Whether the first convolution's filters are ranked with the others. */
  readonly rankFirst: boolean;
  /** Filters that every layer keeps, at least 1. */
  readonly minFilters: number;
  /** Mini-batches over which the chosen filters are removed one after another; 0: at once. */
  readonly pruneOver: number;
  /** Mini-batches over which the chosen filters' weights fade out before removal; 0: none. */
  readonly fade: number;
  /** Norm of a re-initialized filter as a multiple of its surviving siblings' mean norm, above 0. */
  readonly gain: number;
  /** Whether the next layer's weights that read a re-initialized filter are drawn anew or kept. */
  readonly consumers: "redraw" | "keep";
  /** Standard deviation of redrawn consumers, as a multiple of the surviving weights' root mean square. */
  readonly consumerScale: number;

  /** How the gradient becomes an update. */
  readonly optimizer: OptimizerName;
  /** Momentum in [0, 1) of `momentum` and `nesterov`. */
  readonly momentum: number;
  /** Coefficient of the L2 penalty's gradient, at least 0. */
  readonly weightDecay: number;
  /** Learning rate at the first epoch, above 0. */
  readonly lr: number;
  /** How the learning rate moves. */
  readonly lrSchedule: LearningRateScheduleName;
  /** `step`: the epochs after which the rate is multiplied by {@linkcode lrFactor}, ascending. */
  readonly lrSteps: readonly number[];
  /** `step`: the factor, in (0, 1]. */
  readonly lrFactor: number;
  /** `cyclic`: the period in epochs. */
  readonly lrPeriod: number;
  /** `cyclic`: the height above {@linkcode lr} that each period reaches. */
  readonly lrAmplitude: number;
  /** Images in a mini-batch, at least 1. */
  readonly batchSize: number;

  /** Seed of every random decision; any safe integer, 0 is a seed like any other. */
  readonly seed: number;
  /** The test images are classified after every so many epochs and after the last. */
  readonly evaluateEvery: number;
}
