import type { EpochMetrics } from "../report/mod.ts";
import type { EpochResult, Figures } from "../training/mod.ts";

/** An epoch's results as a line of `metrics.jsonl`. Accuracies are null for tasks without the figure `accuracy`. */
export function epochMetrics({ figures, ...result }: EpochResult): EpochMetrics {
  const { epoch, phase, cycle, trainLoss, learningRate, orthoSum, activeFilters, seconds } = result;
  return {
    epoch,
    phase,
    cycle,
    trainLoss,
    ...accuraciesOf(figures),
    learningRate,
    orthoSum,
    activeFilters,
    seconds,
  };
}

/** The accuracies among an epoch's figures. */
export function accuraciesOf(
  { train, validation, test }: EpochResult["figures"],
): Pick<EpochMetrics, "trainAccuracy" | "validationAccuracy" | "testAccuracy"> {
  const accuracy = (figures: Figures | null) => figures?.["accuracy"] ?? null;
  return {
    trainAccuracy: accuracy(train),
    validationAccuracy: accuracy(validation),
    testAccuracy: accuracy(test),
  };
}
