/**
 * `repr cca`, after its options are resolved.
 *
 * @module
 */
import { ensureWritable, writeAtomically } from "../../src/files/write_atomically.ts";
import type { CcaReport, ReportBody } from "../../src/report/mod.ts";
import {
  activationCorrelations,
  type CorrelationOptions,
  featureCorrelations,
} from "../../src/runs/mod.ts";
import { imageModelOptions, loadOptions } from "../options/options_of_run.ts";
import { withFlags } from "../options/library_names.ts";
import { startBackend } from "../options/start_backend.ts";
import { Interrupt } from "../output/interrupt.ts";
import { Log } from "../output/log.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { reportOfCall } from "../output/report_of_call.ts";
import { CCA_OPTIONS } from "./options.ts";
import { CcaProgress } from "./progress.ts";
import type { CcaCall } from "./resolve.ts";
import { ccaTable } from "./table.ts";

/**
 * Compares, and writes the report and the page.
 *
 * @param call The call.
 */
export async function runCca(call: CcaCall): Promise<void> {
  const { values } = call.resolved;
  await checkOutput(values);
  if (values.html !== null) await ensureWritable(values.html);
  const log = new Log(values);
  const body = await compared(call, log);
  for (const warning of body.warnings) log.warn(withFlags(warning, CCA_OPTIONS));
  const report: CcaReport = reportOfCall(body, CCA_OPTIONS, call.resolved);
  if (values.html !== null) {
    const { ccaPage } = await import("../../src/page/mod.ts");
    await writeAtomically(values.html, ccaPage(report));
  }
  await deliver(
    report,
    (report, colors) => ccaTable(report, colors, values.top ?? Infinity),
    values,
  );
}

async function compared(call: CcaCall, log: Log): Promise<ReportBody<CcaReport>> {
  const { subject, layers, resolved: { values } } = call;
  using interrupt = new Interrupt(() => log.info("stopping; Ctrl-C again quits at once"));
  const { method, pool, between, variance, tolerance, redundantAbove, permutations, seed } = values;
  const { threads } = values;
  const backend = subject.kind === "models" ? await startBackend(values, log) : undefined;
  using progress = new CcaProgress(values);
  const options: CorrelationOptions = {
    method,
    pool,
    between,
    variance,
    tolerance,
    redundantAbove,
    permutations,
    seed,
    ...layers,
    ...(threads === null ? {} : { threads }),
    signal: interrupt.signal,
    progress: (event) => progress.show(event),
  };
  const { channelsFirst, split, images, batchSize } = values;
  if (backend === undefined) {
    return await activationCorrelations(subject.paths, { ...options, channelsFirst });
  }
  if (channelsFirst) log.warn("--channels-first has no effect without --activations");
  return await featureCorrelations(subject.paths, loadOptions(subject.data, values), {
    ...options,
    ...imageModelOptions(values),
    backend,
    split,
    ...(images === null ? {} : { images }),
    ...(batchSize === null ? {} : { batchSize }),
  });
}
