/**
 * What `repr train` does once its call is understood.
 *
 * @module
 */
import { join } from "node:path";
import type { Dataset } from "../data/mod.ts";
import { type ReadModel, readModel } from "../src/checkpoint/mod.ts";
import { InputError } from "../src/errors.ts";
import { type BackendFacts, RunDirectory, type TrainReport } from "../src/report/mod.ts";
import { train, trainReport } from "../src/training/mod.ts";
import { InterruptedError } from "./errors.ts";
import { Interrupt } from "./interrupt.ts";
import { loadPictures } from "./load_pictures.ts";
import { leavesCore, startBackend } from "./machine.ts";
import { counted } from "./numbers.ts";
import { checkOutput, deliver } from "./output.ts";
import { plainOptions } from "./print_config.ts";
import type { TrainCall } from "./resolve_train.ts";
import { RunRecorder } from "./run_recorder.ts";
import { TrainProgress } from "./train_progress.ts";
import { TRAIN_OPTIONS } from "./train_options.ts";
import { trainTable } from "./train_table.ts";
import { TOOL } from "./version.ts";

/** Trains, and hands the report over. */
export async function runTrain(call: TrainCall): Promise<void> {
  await checkOutput(call.common);
  const report = await trained(call);
  await deliver(report, trainTable, call.common);
  if (report.interrupted) {
    throw new InterruptedError(
      `stopped after epoch ${report.final.epoch}; go on with: repr train --resume ${report.directory}`,
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
  const options = plainOptions(TRAIN_OPTIONS, call.resolved);
  const earlier = call.run.resume === null ? null : await RunDirectory.open(call.run.resume);
  if (earlier !== null && !sameMachine(earlier.config.backend, backend)) {
    log.warn(
      `the run began on ${described(earlier.config.backend)}: its bits are repeated only there`,
    );
  }
  const dataset = await pictures(call, display, interrupt.signal);
  if (earlier !== null) checkPictures(earlier, dataset);
  const resume = earlier === null ? null : await lastCheckpoint(earlier);
  using recorder = new RunRecorder(call, options, backend, earlier);

  const outcome = await train(call.training, {
    dataset,
    pictureThread: leavesCore(backend),
    ...(resume === null ? {} : { resume }),
    signal: interrupt.signal,
    progress: (event) => display.show(event),
    begin: async (facts, epoch) => {
      const { path } = await recorder.begin(facts, epoch);
      log.info(`run directory ${path}`);
    },
    record: (metrics) => recorder.record(metrics),
    save: (checkpoint) => recorder.save(checkpoint),
  });
  const report = trainReport(call.training, outcome, {
    tool: TOOL,
    options,
    backend,
    directory: recorder.run.path,
  });
  await recorder.run.writeReport(report);
  return report;
}

function described({ name, version, device, threads }: BackendFacts): string {
  return `${name} ${version} on ${device} with ${counted(threads, "thread")}`;
}

function sameMachine(a: BackendFacts, b: BackendFacts): boolean {
  return JSON.stringify([described(a), a.determinism]) ===
    JSON.stringify([described(b), b.determinism]);
}

/** @throws {InterruptedError} If the user stops while they are read. */
async function pictures(
  { training }: TrainCall,
  display: TrainProgress,
  signal: AbortSignal,
): Promise<Dataset> {
  try {
    return await loadPictures(training, signal, (event) => display.showLoading(event));
  } catch (error) {
    if (signal.aborted) throw new InterruptedError("stopped while the pictures were being read");
    throw error;
  }
}

/** @throws {InputError} If a resumed run would go on with other pictures. */
function checkPictures({ path, config: { data } }: RunDirectory, { digest }: Dataset): void {
  if (data.digest !== digest) {
    throw new InputError(
      `Cannot resume ${path}: its pictures have the digest ${data.digest}, found ${digest} (give the same --data-dir)`,
    );
  }
}

/** The newest checkpoint; null where the run was cut before its first one, and starts again. */
async function lastCheckpoint(run: RunDirectory): Promise<ReadModel | null> {
  const folder = run.checkpoint("last");
  try {
    await Deno.stat(join(folder, "model.json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  return await readModel(folder);
}
