/**
 * `repr evaluate`, after its options are resolved.
 *
 * @module
 */
import type { EvaluateReport, ReportBody } from "../../src/report/mod.ts";
import { evaluateModel } from "../../src/runs/mod.ts";
import { imageModelOptions, loadOptions } from "../options/options_of_run.ts";
import { startBackend } from "../options/start_backend.ts";
import { ThresholdError } from "../output/errors.ts";
import { Interrupt } from "../output/interrupt.ts";
import { Log } from "../output/log.ts";
import { percent } from "../output/numbers.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { reportOfCall } from "../output/report_of_call.ts";
import { EVALUATE_OPTIONS } from "./options.ts";
import type { EvaluateCall } from "./resolve.ts";
import { evaluateTable } from "./table.ts";

/**
 * Evaluates, and writes the report.
 *
 * @param call The call.
 * @throws {ThresholdError} If the accuracy is below `--fail-below`, after the report.
 */
export async function runEvaluate(call: EvaluateCall): Promise<void> {
  const { values } = call.resolved;
  await checkOutput(values);
  const body = await evaluated(call);
  const report: EvaluateReport = reportOfCall(body, EVALUATE_OPTIONS, call.resolved);
  await deliver(report, evaluateTable, values);
  const { failBelow } = values;
  if (failBelow !== null && (report.accuracy ?? 0) < failBelow) {
    throw new ThresholdError(
      `accuracy ${percent(report.accuracy)} is below --fail-below ${percent(failBelow)}`,
    );
  }
}

async function evaluated(
  { path, data, resolved: { values } }: EvaluateCall,
): Promise<ReportBody<EvaluateReport>> {
  const log = new Log(values);
  using interrupt = new Interrupt(() => log.info("stopping; Ctrl-C again quits at once"));
  const backend = await startBackend(values, log);
  const { split, batchSize } = values;
  return await evaluateModel(path, loadOptions(data, values), {
    ...imageModelOptions(values),
    backend,
    split,
    batchSize,
    signal: interrupt.signal,
  });
}
