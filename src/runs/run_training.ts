/**
 * A training run with its directory: what `repr train` does, for programs.
 *
 * @module
 */
import { type Dataset, loadDataset } from "../../data/mod.ts";
import { type BackendInfo, useBackend } from "../backend/mod.ts";
import { writeModel } from "../checkpoint/tfjs_models.ts";
import type { BackendFacts, TrainReport } from "../report/mod.ts";
import { DATA_DEFAULTS, nestedOptions } from "./config.ts";
import type { TrainOptions } from "./options.ts";
import { readRunConfig } from "./read_run_config.ts";
import type { RunContext } from "./run_context.ts";
import { RunFiles } from "./run_files.ts";
import { train } from "./train.ts";

/**
 * Trains a network, and keeps its configuration, measurements, checkpoints and report in a directory.
 *
 * @param options What differs from the paper's settings.
 * @param context Directory, data and backend, and what to call while training.
 * @returns The report, which is in the directory, too.
 * @throws {InputError} If options, data, directory and checkpoint do not fit together.
 * @throws {RangeError} If a number of the scheme is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const directory = await Deno.makeTempDir();
 * const options = { model: "c2-4", epochs: 1, batchSize: 12, scheme: { name: "standard" } } as const;
 * const report = await runTraining(options, { directory, data: { limit: 40 } });
 * assert.equal(report.final.epoch, 1);
 * assert.ok((await Deno.stat(`${directory}/checkpoints/last/model.json`)).isFile);
 * await Deno.remove(directory, { recursive: true });
 * ```
 */
export async function runTraining(
  options: TrainOptions,
  context: RunContext = {},
): Promise<TrainReport> {
  const { signal, progress, resume = null } = context;
  const backend = backendFacts(context.backend ?? await useBackend());
  using run = new RunFiles(options, context, backend);
  if (resume !== null) await run.open(resume);
  const dataset = context.dataset ?? await loaded(options, context);
  run.check(dataset);
  const snapshot = await run.snapshot();
  const outcome = await train(options, {
    dataset,
    imageThread: leavesCore(backend),
    ...(snapshot === null ? {} : { resume: snapshot }),
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
    begin: async (facts, epoch) => {
      const path = await run.begin(facts, epoch);
      progress?.({ type: "directory", path });
    },
    record: (result) => run.record(result),
    save: async ({ which, tag, model, metadata, arrays }) =>
      await writeModel(run.directory.checkpoint(which), tag, model, { metadata, arrays }),
  });
  outcome.model.dispose();
  return await run.report(outcome);
}

/**
 * Continues a run that was interrupted, with the options of its `config.json`.
 *
 * @param directory The run's directory.
 * @param context Data and backend, and what to call while training.
 * @returns The report of the complete run.
 * @throws {InputError} If the directory is no run's, or another process uses it.
 *
 * @example A run that was interrupted after its first epoch
 * ```ts
 * import assert from "node:assert/strict";
 * import { runTraining } from "./mod.ts";
 * const directory = await Deno.makeTempDir();
 * const stop = new AbortController();
 * const options = { model: "c2-4", epochs: 2, batchSize: 12, scheme: { name: "standard" } } as const;
 * const { interrupted } = await runTraining(options, {
 *   directory,
 *   data: { limit: 40 },
 *   progress: ({ type }) => type === "epoch" && stop.abort(),
 *   signal: stop.signal,
 * });
 * assert.equal(interrupted, true);
 * assert.equal((await resumeTraining(directory)).final.epoch, 2);
 * await Deno.remove(directory, { recursive: true });
 * ```
 */
export async function resumeTraining(
  directory: string,
  context: Omit<RunContext, "directory" | "resume" | "data"> = {},
): Promise<TrainReport> {
  const { options: shownOptions } = await readRunConfig(directory);
  const { options, data } = nestedOptions(shownOptions);
  return await runTraining(options, { shownOptions, ...context, data, resume: directory });
}

async function loaded({ seed }: TrainOptions, context: RunContext): Promise<Dataset> {
  const { data: name, dataDir, label, imageSize, limit } = { ...DATA_DEFAULTS, ...context.data };
  const { cacheDir, loading, signal } = context;
  return await loadDataset({
    name,
    labels: label,
    ...(seed === undefined ? {} : { seed }),
    ...(dataDir === null ? {} : { dataDir }),
    ...(imageSize === null ? {} : { imageSize }),
    ...(limit === null ? {} : { limit }),
    ...(cacheDir === undefined ? {} : { cacheDir }),
    ...(loading === undefined ? {} : { progress: loading }),
    ...(signal === undefined ? {} : { signal }),
  });
}

function backendFacts({ name, device, version, threads, determinism }: BackendInfo): BackendFacts {
  return { name, device, version, threads, determinism: { ...determinism } };
}

/** Whether the backend leaves a core to the thread that prepares images; if not, the thread costs more than it saves. */
function leavesCore({ device, threads }: BackendFacts): boolean {
  return !device.startsWith("CPU") || threads < navigator.hardwareConcurrency;
}
