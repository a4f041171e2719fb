/**
 * A training run with its directory: what `repr train` does, for programs.
 *
 * @module
 */
import { basename, join } from "node:path";
import { type Dataset, loadDataset, type Progress } from "../../data/mod.ts";
import { type BackendInfo, useBackend } from "../backend/mod.ts";
import { type ReadModel, readModel, writeModel } from "../checkpoint/tfjs_models.ts";
import { InputError } from "../errors.ts";
import { type BackendFacts, RUN_VERSION, type TrainReport } from "../report/mod.ts";
import { platform, TOOL, versions } from "../tool.ts";
import type { TrainEvent } from "../training/mod.ts";
import {
  DATA_DEFAULTS,
  type DataChoice,
  flatOptions,
  nestedOptions,
  writtenDuration,
} from "./config.ts";
import { accuraciesOf, epochMetrics } from "./epoch_metrics.ts";
import type { TrainOptions } from "./options.ts";
import { readRunConfig } from "./read_run_config.ts";
import { RunDirectory } from "./run_directory.ts";
import { train, type TrainFacts, type TrainOutcome } from "./train.ts";

/** An event of a run that concerns its directory. */
export type RunEvent =
  | TrainEvent
  /** The directory was made or opened, and the first step is next. */
  | { readonly type: "directory"; readonly path: string }
  /** Something that the user should know. */
  | { readonly type: "warning"; readonly message: string };

/** What a run with a directory gets from its caller, beside its options. */
export interface RunContext {
  /** The run's directory, empty or not there yet. @default a new one in `runs/` */
  readonly directory?: string | null;
  /** The directory of a run to continue. Its options have to be those of the run. @default a new run */
  readonly resume?: string | null;
  /** The images. @default loaded as `data` says */
  readonly dataset?: Dataset;
  /** Which images are loaded, and named in `config.json`. @default the built-in images */
  readonly data?: Partial<DataChoice>;
  /** Folder for downloaded images. @default none: CIFAR needs its `dataDir` */
  readonly cacheDir?: string;
  /** Receives how far the images are loaded. */
  readonly loading?: Progress;
  /** The backend that tfjs runs on, as `useBackend` returned it. @default started here: the fastest one */
  readonly backend?: BackendInfo;
  /** The options that `config.json` and the report show. @default all options, under their flat keys */
  readonly shownOptions?: Readonly<Record<string, unknown>>;
  /** Receives each event. */
  readonly progress?: (event: RunEvent) => void;
  /** Ends the run after the present step, with its state saved. */
  readonly signal?: AbortSignal;
}

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
  using run = new Run(options, context, backend);
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
    record: async (result) => await run.directory.append(epochMetrics(result)),
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

/** The directory of one run, made when all checks have passed and the first step is next. */
class Run implements Disposable {
  readonly #options: TrainOptions;
  readonly #context: RunContext;
  readonly #backend: BackendFacts;
  #directory: RunDirectory | null = null;
  #resumed = false;

  constructor(options: TrainOptions, context: RunContext, backend: BackendFacts) {
    this.#options = options;
    this.#context = context;
    this.#backend = backend;
  }

  /** Opens the directory of a run to continue. */
  async open(path: string): Promise<void> {
    const directory = await RunDirectory.open(path);
    this.#directory = directory;
    this.#resumed = true;
    const before = directory.config.backend;
    if (described(before) === described(this.#backend)) return;
    const { name, version, device, threads } = before;
    this.#context.progress?.({
      type: "warning",
      message: `the run began on ${name} ${version} on ${device} with ${threads} thread${
        threads === 1 ? "" : "s"
      }: its bits are repeated only there`,
    });
  }

  get directory(): RunDirectory {
    if (this.#directory === null) throw new TypeError("the run has not begun");
    return this.#directory;
  }

  /** @throws {InputError} If a resumed run would continue with other images. */
  check({ digest }: Dataset): void {
    if (this.#directory === null) return;
    const { path, config: { data } } = this.#directory;
    if (data.digest !== digest) {
      throw new InputError(
        `Cannot resume ${path}: its images have the digest ${data.digest}, found ${digest} (give the same \`dataDir\`)`,
        { option: "dataDir" },
      );
    }
  }

  /** The newest checkpoint; null for a new run, and for one that was ended before its first checkpoint. */
  async snapshot(): Promise<ReadModel | null> {
    if (this.#directory === null) return null;
    const folder = this.#directory.checkpoint("last");
    try {
      await Deno.stat(join(folder, "model.json"));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      const repeats = await this.#directory.checkNoCheckpoint();
      const message = "the run has no checkpoint yet: it begins again, with epoch 1";
      if (repeats) this.#context.progress?.({ type: "warning", message });
      return null;
    }
    return await readModel(folder);
  }

  /**
   * Makes the directory of a new run. Removes from a resumed one the measurements that were made after its checkpoint.
   *
   * @param facts What is trained.
   * @param epoch Epochs that earlier sessions finished.
   * @throws {InputError} If the directory cannot be made.
   */
  async begin(facts: TrainFacts, epoch: number): Promise<string> {
    this.#directory ??= await this.#create(facts);
    await this.#directory.rewind(epoch);
    return this.#directory.path;
  }

  async #create(facts: TrainFacts): Promise<RunDirectory> {
    const now = new Date();
    const moment = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
    const name = `${basename(facts.data.name)}-${facts.model.name}-${moment}`;
    return await RunDirectory.create({ name, out: this.#context.directory ?? null }, {
      kind: "run",
      version: RUN_VERSION,
      tool: TOOL,
      options: this.#shownOptions(),
      startedAt: now.getTime() / 1000,
      ...facts,
      backend: this.#backend,
      versions: versions(),
      platform: platform(),
    });
  }

  #shownOptions(): TrainReport["options"] {
    const { shownOptions, data } = this.#context;
    if (shownOptions !== undefined) return { ...shownOptions };
    const flat = flatOptions(this.#options, { ...DATA_DEFAULTS, ...data });
    return { ...flat, s1: writtenDuration(flat.s1), s2: writtenDuration(flat.s2) };
  }

  /** Writes the report of a run that ended, or was interrupted. */
  async report(
    { facts, state, cycles, interrupted, warnings }: TrainOutcome,
  ): Promise<TrainReport> {
    const { last, timing } = state;
    const accuracies = last && accuraciesOf(last.figures);
    const report: TrainReport = {
      kind: "train",
      version: 1,
      tool: TOOL,
      options: this.#shownOptions(),
      scheme: this.#options.scheme?.name ?? "repr",
      ...facts,
      backend: this.#backend,
      directory: this.directory.path,
      interrupted,
      warnings: [...warnings],
      final: {
        epoch: state.epoch,
        testAccuracy: accuracies?.testAccuracy ?? null,
        validationAccuracy: accuracies?.validationAccuracy ?? null,
        trainAccuracy: accuracies?.trainAccuracy ?? null,
      },
      cycles: [...cycles],
      timing: {
        imagesPerSecond: timing.train > 0 ? timing.examples / timing.train : 0,
        trainSeconds: timing.train,
        evaluateSeconds: timing.evaluate,
        rankSeconds: timing.rank,
        reinitSeconds: timing.reinitialize,
      },
    };
    await this.directory.writeReport(report);
    return report;
  }

  /** Lets other processes use the directory. */
  [Symbol.dispose](): void {
    this.#directory?.[Symbol.dispose]();
  }
}

/** What decides the bits of a result. */
function described({ name, version, device, threads, determinism }: BackendFacts): string {
  return JSON.stringify([name, version, device, threads, determinism]);
}
