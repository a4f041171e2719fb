/**
 * `repr inspect`, after its options are resolved.
 *
 * @module
 */
import { compareModelFiles, inspectModelFile } from "../../src/audit/mod.ts";
import type { InspectReport } from "../../src/report/mod.ts";
import { layerPattern } from "../options/layer_options.ts";
import { withFlags } from "../options/library_names.ts";
import { modelFileOptions } from "../options/model_file_options.ts";
import type { Resolved } from "../options/resolve.ts";
import { ThresholdError } from "../output/errors.ts";
import { Log } from "../output/log.ts";
import { withCounts } from "../output/repeated.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { reportOfCall } from "../output/report_of_call.ts";
import { INSPECT_OPTIONS } from "./options.ts";
import { inspectTable } from "./table.ts";
import { crossedThresholds } from "./thresholds.ts";

/**
 * Inspects a model, and writes the report.
 *
 * @param path A model file, or a folder with one.
 * @param other Another model to compare with.
 * @param resolved The options.
 * @throws {ThresholdError} If a threshold is crossed, after the report.
 */
export async function runInspect(
  path: string,
  other: string | undefined,
  resolved: Resolved<typeof INSPECT_OPTIONS>,
): Promise<void> {
  const { values } = resolved;
  await checkOutput(values);
  const { dense, duplicateAbove, deadBelow } = values;
  const options = {
    dense,
    duplicateAbove,
    deadBelow,
    threads: navigator.hardwareConcurrency,
    ...layerPattern(values.layers),
    ...modelFileOptions(values),
  };
  const body = other === undefined
    ? await inspectModelFile(path, options)
    : await compareModelFiles(path, other, options);
  const log = new Log(values);
  for (const warning of withCounts(body.warnings)) log.warn(withFlags(warning, INSPECT_OPTIONS));
  const failures = crossedThresholds(body, values);
  const report: InspectReport = reportOfCall({ ...body, failures }, INSPECT_OPTIONS, resolved);
  await deliver(
    report,
    (report, colors) => inspectTable(report, colors, values.top ?? Infinity),
    values,
  );
  if (failures.length > 0) throw new ThresholdError(failures.join("; "));
}
