/**
 * Keeps what a training run tells in its directory.
 *
 * @module
 */
import { basename } from "node:path";
import { writeModel } from "../../src/checkpoint/tfjs_models.ts";
import {
  type BackendFacts,
  type EpochMetrics,
  RUN_VERSION,
  type TrainReport,
} from "../../src/report/mod.ts";
import { RunDirectory } from "../../src/runs/mod.ts";
import type { Checkpoint, TrainFacts } from "../../src/training/mod.ts";
import type { TrainCall } from "./resolve.ts";
import { TOOL } from "../version.ts";
import { platform, versions } from "../versions.ts";

/** A run's directory, made when the run has passed every check and its first step is near. */
export class RunRecorder implements Disposable {
  readonly #call: TrainCall;
  readonly #options: TrainReport["options"];
  readonly #backend: BackendFacts;
  #run: RunDirectory | null;

  /** @param run The directory of the run that goes on; null for a new one. */
  constructor(
    call: TrainCall,
    options: TrainReport["options"],
    backend: BackendFacts,
    run: RunDirectory | null,
  ) {
    this.#call = call;
    this.#options = options;
    this.#backend = backend;
    this.#run = run;
  }

  /**
   * Makes the directory of a new run; forgets what was measured after the checkpoint of one that goes on.
   *
   * @param epoch Epochs finished in earlier sessions.
   * @throws {InputError} If the directory cannot be made.
   */
  async begin(facts: TrainFacts, epoch: number): Promise<RunDirectory> {
    this.#run ??= await this.#newRun(facts);
    await this.#run.rewind(epoch);
    return this.#run;
  }

  /** The directory. */
  get run(): RunDirectory {
    if (this.#run === null) throw new TypeError("the run has not begun");
    return this.#run;
  }

  /** Keeps an epoch's measurements. */
  async record(metrics: EpochMetrics): Promise<void> {
    await this.run.append(metrics);
  }

  /** Keeps a state. */
  async save({ which, tag, model, metadata, arrays }: Checkpoint): Promise<void> {
    await writeModel(this.run.checkpoint(which), tag, model, { metadata, arrays });
  }

  /** Lets other processes work in the directory. */
  [Symbol.dispose](): void {
    this.#run?.[Symbol.dispose]();
  }

  async #newRun(facts: TrainFacts): Promise<RunDirectory> {
    const { training, run: { out } } = this.#call;
    const now = new Date();
    const moment = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
    return await RunDirectory.create({
      name: `${basename(training.data)}-${training.model}-${moment}`,
      out,
    }, {
      kind: "run",
      version: RUN_VERSION,
      tool: TOOL,
      options: this.#options,
      startedAt: now.getTime() / 1000,
      ...facts,
      backend: this.#backend,
      versions: versions(),
      platform: platform(),
    });
  }
}
