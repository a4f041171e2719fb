/**
 * What `repr train` does once its call is understood.
 *
 * @module
 */
import { join } from "node:path";
import type { Dataset } from "../../data/mod.ts";
import { type ReadModel, readModel } from "../../src/checkpoint/tfjs_models.ts";
import { InputError } from "../../src/errors.ts";
import type { BackendFacts, TrainReport } from "../../src/report/mod.ts";
import { RunDirectory } from "../../src/runs/mod.ts";
import { train, trainReport } from "../../src/training/mod.ts";
import { InterruptedError } from "../output/errors.ts";
import { Interrupt } from "../output/interrupt.ts";
import { loadImages } from "../options/load_images.ts";
import { leavesCore, startBackend } from "../options/start_backend.ts";
import { counted } from "../output/numbers.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { plainOptions } from "../options/print_config.ts";
import type { TrainCall } from "./resolve.ts";
import { RunRecorder } from "./run_recorder.ts";
import { TrainProgress } from "./progress.ts";
import { TRAIN_OPTIONS } from "./options.ts";
import { trainTable } from "./table.ts";
import { TOOL } from "../version.ts";

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
  const dataset = await images(call, display, interrupt.signal);
  if (earlier !== null) checkImages(earlier, dataset);
  const resume = earlier === null ? null : await lastCheckpoint(earlier);
  using recorder = new RunRecorder(call, options, backend, earlier);

  const outcome = await train(call.training, {
    dataset,
    imageThread: leavesCore(backend),
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
async function images(
  { training }: TrainCall,
  display: TrainProgress,
  signal: AbortSignal,
): Promise<Dataset> {
  try {
    return await loadImages(training, signal, (event) => display.showLoading(event));
  } catch (error) {
    if (signal.aborted) throw new InterruptedError("stopped while the images were being read");
    throw error;
  }
}

/** @throws {InputError} If a resumed run would go on with other images. */
function checkImages({ path, config: { data } }: RunDirectory, { digest }: Dataset): void {
  if (data.digest !== digest) {
    throw new InputError(
      `Cannot resume ${path}: its images have the digest ${data.digest}, found ${digest} (give the same --data-dir)`,
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
