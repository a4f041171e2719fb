/**
 * `repr train`, after its options are resolved.
 *
 * @module
 */
import type { TrainReport } from "../../src/report/mod.ts";
import { runTraining } from "../../src/runs/mod.ts";
import { cacheFolder } from "../options/cache_folder.ts";
import { plainOptions } from "../options/print_config.ts";
import { startBackend } from "../options/start_backend.ts";
import { InterruptedError } from "../output/errors.ts";
import { Interrupt } from "../output/interrupt.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { TRAIN_OPTIONS } from "./options.ts";
import { TrainProgress } from "./progress.ts";
import type { TrainCall } from "./resolve.ts";
import { trainTable } from "./table.ts";

/**
 * Trains, and delivers the report.
 *
 * @throws {InterruptedError} If the user stopped the run, whose state is saved.
 */
export async function runTrain(call: TrainCall): Promise<void> {
  await checkOutput(call.common);
  const report = await trained(call);
  await deliver(report, trainTable, call.common);
  if (report.interrupted) {
    throw new InterruptedError(
      `stopped after epoch ${report.final.epoch}; continue with: repr train --resume ${report.directory}`,
    );
  }
}

async function trained(call: TrainCall): Promise<TrainReport> {
  using display = new TrainProgress(call.common);
  const { log } = display;
  using interrupt = new Interrupt(() =>
    log.info("stopping after this step to save the run; Ctrl-C again quits at once")
  );
  const backend = await startBackend(call.machine, log);
  for (const warning of call.warnings) log.warn(warning);
  let begun = false;
  try {
    return await runTraining(call.training, {
      directory: call.run.out,
      resume: call.run.resume,
      data: call.data,
      cacheDir: cacheFolder((name) => Deno.env.get(name)),
      backend,
      shownOptions: plainOptions(TRAIN_OPTIONS, call.resolved),
      loading: (event) => display.showLoading(event),
      progress: (event) => {
        begun ||= event.type === "directory";
        display.show(event);
      },
      signal: interrupt.signal,
    });
  } catch (error) {
    if (begun || !interrupt.signal.aborted) throw error;
    throw new InterruptedError("stopped while the images were being read");
  }
}
