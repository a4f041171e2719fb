import type * as tf from "@tensorflow/tfjs";
import {
  type Augmentation,
  Batches,
  type Dataset,
  type Normalization,
  normalizationOf,
  type Split,
  split,
} from "../../data/mod.ts";
import type { Criterion } from "../criteria/mod.ts";
import { InputError } from "../errors.ts";
import { trainableVariables } from "../filters/mod.ts";
import { buildModel } from "../models/mod.ts";
import { Scheme } from "../repr/mod.ts";
import { Rng } from "../rng.ts";
import type { TrainContext } from "./context.ts";
import { Optimizer } from "./optimizers/optimizer.ts";
import type { TrainOptions } from "./options.ts";
import { checkState, INITIAL_STATE, restoreState, type TrainingState } from "./state.ts";
import { Evaluation, type Tally, TrainingStep } from "./step.ts";

/** The usual variation of 32x32 images (He et al. 2016, section 4.2). */
const AUGMENTATION: Augmentation = { flip: true, pad: 4 };

/** Images in a batch of an evaluation: large enough to keep the backend busy, small enough for any memory. */
const EVALUATION_BATCH = 250;

/** Everything that a run works on, made from its options, its images and perhaps a checkpoint. */
export class Session implements Disposable {
  readonly dataset: Dataset;
  readonly split: Split;
  readonly normalization: Normalization;
  readonly model: tf.LayersModel;
  readonly optimizer: Optimizer;
  readonly scheme: Scheme;
  readonly batches: Batches;
  readonly step: TrainingStep;
  /** Where the run stands when the session begins. */
  readonly start: TrainingState;
  readonly #tests: Batches;
  readonly #validations: Batches;
  readonly #evaluation: Evaluation;

  /** @throws {InputError} If the options, the images and the checkpoint do not fit together. */
  constructor(
    options: TrainOptions,
    { dataset, resume, progress, imageThread }: TrainContext,
    criterion: Criterion,
  ) {
    const rng = new Rng(options.seed);
    const { train, test } = dataset;
    this.dataset = dataset;
    this.split = split(train, rng);
    this.normalization = normalizationOf(train, this.split.train);
    this.model = resume?.model ?? buildModel(options.model, {
      inputShape: train.shape,
      classes: dataset.classes.length,
      rng: rng.split("model"),
    });
    this.optimizer = new Optimizer(trainableVariables(this.model), {
      name: options.optimizer,
      momentum: options.momentum,
      weightDecay: options.weightDecay,
    });
    this.step = new TrainingStep(this.model, this.optimizer, train.shape);
    this.#evaluation = new Evaluation(this.model, train.shape);
    const { normalization } = this;
    this.batches = new Batches(train, {
      batchSize: options.batchSize,
      normalization,
      indices: this.split.train,
      ...(options.augment ? { augment: AUGMENTATION } : {}),
      rng: rng.split("batches"),
      worker: imageThread ?? true,
    });
    if (this.batches.stepsPerEpoch === 0) {
      this.batches[Symbol.dispose]();
      throw new InputError(
        `A batch of ${options.batchSize} is larger than the ${this.split.train.length} training images: ` +
          `expected a smaller --batch-size or more images`,
      );
    }
    const evaluation = { batchSize: EVALUATION_BATCH, normalization, worker: false };
    this.#tests = new Batches(test, evaluation);
    this.#validations = new Batches(train, { ...evaluation, indices: this.split.validation });
    this.scheme = new Scheme({
      model: this.model,
      slots: this.optimizer,
      rng: rng.split("repr"),
      stepsPerEpoch: this.batches.stepsPerEpoch,
      evaluate: async () => accuracyOf(await this.validate()),
      tell: (event) => progress?.(event),
    }, {
      ...options,
      cycles: options.scheme === "standard" ? 0 : options.cycles,
      criterion,
    });
    if (resume === undefined) {
      this.start = INITIAL_STATE;
    } else {
      this.start = checkState(resume.metadata["training"], "the checkpoint");
      restoreState(this.start, resume.arrays, this.model, this.optimizer, this.scheme);
    }
  }

  /** The model on the validation images. */
  async validate(signal?: AbortSignal): Promise<Tally> {
    return await this.#evaluation.run(this.#validations, signal);
  }

  /** The model on the test images. */
  async test(signal?: AbortSignal): Promise<Tally> {
    return await this.#evaluation.run(this.#tests, signal);
  }

  [Symbol.dispose](): void {
    this.batches[Symbol.dispose]();
    this.#tests[Symbol.dispose]();
    this.#validations[Symbol.dispose]();
    this.step[Symbol.dispose]();
    this.#evaluation[Symbol.dispose]();
    this.scheme[Symbol.dispose]();
    this.optimizer[Symbol.dispose]();
    this.model.dispose();
  }
}

/** The share of images classified rightly; null without images. */
export function accuracyOf({ images, correct }: Tally): number | null {
  return images === 0 ? null : correct / images;
}
