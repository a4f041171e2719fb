import { orthogonality } from "../linalg/mod.ts";
import type { EpochMetrics } from "../report/mod.ts";
import type { Checkpoint, TrainContext } from "./context.ts";
import { learningRateAt } from "./learning_rate.ts";
import type { TrainOptions } from "./options.ts";
import { accuracyOf, type Session } from "./session.ts";
import { stateArrays, type TrainingState } from "./state.ts";
import { sum } from "./step.ts";

/** The loop over epochs and steps, and the state that it moves along. */
export class Run {
  state: TrainingState;
  readonly #options: TrainOptions;
  readonly #context: TrainContext;
  readonly #session: Session;

  constructor(options: TrainOptions, context: TrainContext, session: Session) {
    this.#options = options;
    this.#context = context;
    this.#session = session;
    this.state = session.start;
  }

  /** Trains to the end; false if interrupted before, with the state saved. */
  async finish(): Promise<boolean> {
    while (this.state.epoch < this.#options.epochs) {
      try {
        await this.#trainEpoch();
        await this.#finishEpoch();
      } catch (error) {
        const { signal } = this.#context;
        if (signal?.aborted !== true || error !== signal.reason) throw error;
        await this.#save("last");
        return false;
      }
    }
    return true;
  }

  /** The steps that the epoch under way still has. */
  async #trainEpoch(): Promise<void> {
    const { batches, scheme, step: trainingStep } = this.#session;
    const { epoch } = this.state;
    const from = this.state.step - epoch * batches.stepsPerEpoch;
    let mark = performance.now();
    for await (const batch of batches.epoch(epoch, { from })) {
      this.#context.signal?.throwIfAborted();
      const { step, tally, timing } = this.state;
      const due = performance.now();
      await scheme.beforeStep(step);
      mark += performance.now() - due; // ranking and evaluations have a time of their own
      const learningRate = this.#learningRate(step);
      const done = await trainingStep.run(batch, learningRate);
      batches.recycle(batch);
      await scheme.afterStep();
      if (!Number.isFinite(done.loss)) throw this.#diverged();
      const now = performance.now();
      const seconds = (now - mark) / 1000;
      mark = now;
      this.state = {
        ...this.state,
        step: step + 1,
        tally: { ...sum(tally, done), seconds: tally.seconds + seconds },
        timing: {
          ...timing,
          images: timing.images + done.images,
          train: timing.train + seconds,
        },
      };
      this.#tell();
    }
  }

  /** Evaluates, records and saves. */
  async #finishEpoch(): Promise<void> {
    const session = this.#session;
    const context = this.#context;
    const epoch = this.state.epoch + 1;
    const start = performance.now();
    const validationAccuracy = accuracyOf(await session.validate(context.signal));
    const { evaluateEvery, epochs } = this.#options;
    const tests = epoch % evaluateEvery === 0 || epoch === epochs;
    const testAccuracy = tests ? accuracyOf(await session.test(context.signal)) : null;
    const evaluated = (performance.now() - start) / 1000;

    const { tally, timing, step } = this.state;
    const { name: phase, cycle } = session.scheme.schedule.phaseAt(step - 1);
    const metrics: EpochMetrics = {
      epoch,
      phase,
      cycle: phase === "tail" ? null : cycle,
      trainLoss: tally.loss / tally.images,
      trainAccuracy: accuracyOf(tally),
      validationAccuracy,
      testAccuracy,
      learningRate: this.#learningRate(step - 1),
      orthoSum: await orthoSum(session),
      activeFilters: session.scheme.activeFilters,
      seconds: tally.seconds,
    };
    const { best } = this.state;
    const improved = validationAccuracy !== null &&
      validationAccuracy > (best?.validationAccuracy ?? -1);
    this.state = {
      ...this.state,
      epoch,
      tally: { images: 0, loss: 0, correct: 0, seconds: 0 },
      timing: { ...timing, evaluate: timing.evaluate + evaluated },
      best: improved ? { epoch, validationAccuracy } : best,
      last: metrics,
    };
    await context.record?.(metrics);
    context.progress?.({ type: "epoch", epochs, metrics });
    if (improved) await this.#save("best");
    await this.#save("last");
  }

  /** The times, with those that the scheme measured since the session began. */
  #timing(): TrainingState["timing"] {
    const { start, scheme } = this.#session;
    return {
      ...this.state.timing,
      rank: start.timing.rank + scheme.timing.rank / 1000,
      reinitialise: start.timing.reinitialise + scheme.timing.reinitialize / 1000,
    };
  }

  #diverged(): Error {
    const { epoch, step } = this.state;
    return new Error(
      `Training diverged: the loss is no longer a number in epoch ${epoch + 1}, step ${step + 1} ` +
        `(lower --lr; the last epoch's checkpoint is kept)`,
    );
  }

  #learningRate(step: number): number {
    const o = this.#options;
    return learningRateAt(step / this.#session.batches.stepsPerEpoch, {
      base: o.lr,
      schedule: o.lrSchedule,
      steps: o.lrSteps,
      factor: o.lrFactor,
      period: o.lrPeriod,
      amplitude: o.lrAmplitude,
      epochs: o.epochs,
    });
  }

  #tell(): void {
    const { step, tally, epoch } = this.state;
    const { batches, scheme } = this.#session;
    const { name: phase, cycle } = scheme.schedule.phaseAt(step - 1);
    this.#context.progress?.({
      type: "step",
      epoch: epoch + 1,
      epochs: this.#options.epochs,
      step: step - epoch * batches.stepsPerEpoch,
      steps: batches.stepsPerEpoch,
      phase,
      cycle,
      loss: tally.loss / tally.images,
      accuracy: tally.correct / tally.images,
      imagesPerSecond: tally.images / tally.seconds,
    });
  }

  async #save(which: Checkpoint["which"]): Promise<void> {
    const { model, optimizer, scheme, normalization, dataset } = this.#session;
    this.state = {
      ...this.state,
      cycles: scheme.cycles,
      removal: scheme.removal,
      optimizerSteps: optimizer.steps,
      timing: this.#timing(),
    };
    await this.#context.save?.({
      which,
      tag: String(this.state.step),
      model,
      metadata: {
        model: this.#options.model,
        data: { name: dataset.name, digest: dataset.digest, classes: dataset.classes },
        normalisation: normalization, // the key that older checkpoints have
        training: this.state,
      },
      arrays: await stateArrays(model, optimizer, scheme),
    });
  }
}

/** The sum of eq. 2 over all filters of the network (the paper's fig. 8). */
async function orthoSum({ scheme: { graph } }: Session): Promise<number> {
  let sum = 0;
  for (const { name } of graph.layers) {
    for (const score of orthogonality(await graph.kernelMatrix(name))) sum += score;
  }
  return sum;
}
