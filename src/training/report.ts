import type { BackendFacts, TrainReport } from "../report/mod.ts";
import type { TrainOptions } from "./options.ts";
import type { TrainOutcome } from "./train.ts";

/** What a report says of the call, beside what the run itself knows. */
export interface ReportContext {
  readonly tool: TrainReport["tool"];
  /** The resolved options as they are to be shown. */
  readonly options: TrainReport["options"];
  readonly backend: BackendFacts;
  /** The run directory. */
  readonly directory: string;
}

/** The report of a run that ended, or was interrupted. */
export function trainReport(
  { scheme }: TrainOptions,
  { model, data, state, interrupted, warnings }: TrainOutcome,
  { tool, options, backend, directory }: ReportContext,
): TrainReport {
  const { last, timing } = state;
  return {
    kind: "train",
    version: 1,
    tool,
    options,
    scheme,
    model,
    data,
    backend,
    directory,
    interrupted,
    warnings: [...warnings],
    final: {
      epoch: state.epoch,
      testAccuracy: last?.testAccuracy ?? null,
      validationAccuracy: last?.validationAccuracy ?? null,
      trainAccuracy: last?.trainAccuracy ?? null,
    },
    cycles: state.cycles,
    timing: {
      imagesPerSecond: timing.train > 0 ? timing.images / timing.train : 0,
      trainSeconds: timing.train,
      evaluateSeconds: timing.evaluate,
      rankSeconds: timing.rank,
      reinitSeconds: timing.reinitialise,
    },
  };
}
