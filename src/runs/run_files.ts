/**
 * The files of a run.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { Dataset } from "../../data/mod.ts";
import { type ReadModel, readModel } from "../checkpoint/tfjs_models.ts";
import { InputError } from "../errors.ts";
import type { BackendFacts, EpochMetrics, TrainReport } from "../report/mod.ts";
import { RUN_VERSION } from "../report/schemas.ts";
import { platform, TOOL, versions } from "../tool.ts";
import type { EpochResult } from "../training/mod.ts";
import { DATA_DEFAULTS, flatOptions, writtenDuration } from "./config.ts";
import { accuraciesOf, bestOf, epochMetrics, lastFiveOf } from "./epoch_metrics.ts";
import type { TrainOptions } from "./options.ts";
import type { RunContext } from "./run_context.ts";
import { RunDirectory } from "./run_directory.ts";
import type { TrainFacts, TrainOutcome } from "./train.ts";

/** The directory of one run: made when all checks have passed, just before the first step. */
export class RunFiles implements Disposable {
  readonly #options: TrainOptions;
  readonly #context: RunContext;
  readonly #backend: BackendFacts;
  #directory: RunDirectory | null = null;
  /** The measurements of all epochs. */
  #metrics: readonly EpochMetrics[] = [];

  constructor(options: TrainOptions, context: RunContext, backend: BackendFacts) {
    this.#options = options;
    this.#context = context;
    this.#backend = backend;
  }

  /** Opens the directory of a run to continue. */
  async open(path: string): Promise<void> {
    const directory = await RunDirectory.open(path);
    this.#directory = directory;
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
    this.#metrics = await this.#directory.rewind(epoch);
    return this.#directory.path;
  }

  /** Writes the results of an epoch. */
  async record(result: EpochResult): Promise<void> {
    const metrics = epochMetrics(result);
    await this.directory.append(metrics);
    this.#metrics = [...this.#metrics, metrics];
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
      best: bestOf(this.#metrics),
      lastFive: lastFiveOf(this.#metrics),
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
