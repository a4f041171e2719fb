import type { EpochMetrics, TrainReport } from "../report/mod.ts";
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

/**
 * The epoch with the highest validation accuracy of the full network, the first of several; null if there is none. The
 * accuracy of a sub-network is not that of the model that a run is for.
 */
export function bestOf(metrics: readonly EpochMetrics[]): TrainReport["best"] {
  let best: TrainReport["best"] = null;
  for (const { epoch, phase, validationAccuracy, testAccuracy } of metrics) {
    const better = validationAccuracy !== null && phase !== "pruned" &&
      validationAccuracy > (best?.validationAccuracy ?? -1);
    if (better) best = { epoch, phase, validationAccuracy, testAccuracy };
  }
  return best;
}

/** The mean accuracies over the last five epochs, or over all of a shorter run; null where none was measured. */
export function lastFiveOf(metrics: readonly EpochMetrics[]): TrainReport["lastFive"] {
  const last = metrics.slice(-5);
  const mean = (key: "validationAccuracy" | "testAccuracy") => {
    const values = last.flatMap((epoch) => epoch[key] ?? []);
    return values.length === 0 ? null : values.reduce((a, b) => a + b) / values.length;
  };
  return { validationAccuracy: mean("validationAccuracy"), testAccuracy: mean("testAccuracy") };
}
