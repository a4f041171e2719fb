/**
 * A run's directory: created once, never overwritten by another run, readable at any time.
 *
 * ```text
 * config.json          resolved options, versions, backend, dataset digest
 * metrics.jsonl, .csv  one line an epoch; events.out.tfevents.* the same for TensorBoard
 * checkpoints/last/    the newest state, checkpoints/best/ the best validation accuracy
 * report.json          written at the end, or when the run is interrupted
 * ```
 *
 * @module
 */
import { dirname, join } from "node:path";
import { InputError } from "../errors.ts";
import { toJson } from "../encoding/json.ts";
import { MetricsLog } from "./metrics_log.ts";
import { readRunConfig } from "./read_run_config.ts";
import type { EpochMetrics, RunConfig, TrainReport } from "../report/mod.ts";
import { cannotWrite } from "../files/file_error.ts";
import { LOCK_NAME, tryLockFile } from "../files/file_lock.ts";
import { pathKind } from "../files/path_kind.ts";
import { removeLeftovers, syncFolder, writeAtomically } from "../files/write_atomically.ts";

/** Path of a new run's directory. */
export interface NewRunOptions {
  /** Folder of all runs. @default "runs" */
  readonly root?: string;
  /** Name within it; the first free of `name`, `name-2`, `name-3`… is taken. */
  readonly name: string;
  /** A directory asked for by path instead: absent or empty. */
  readonly out?: string | null;
}

/** One run's directory. Dispose of it (`using`) to let other processes use it. */
export class RunDirectory implements Disposable {
  /** Its path, as it was asked for. */
  readonly path: string;
  /** Its configuration. */
  readonly config: RunConfig;
  readonly #metrics: MetricsLog;
  readonly #lock: Disposable;

  private constructor(path: string, config: RunConfig, lock: Disposable) {
    this.path = path;
    this.config = config;
    this.#lock = lock;
    this.#metrics = new MetricsLog(path, config.startedAt);
  }

  /**
   * Makes the directory of a new run and writes its configuration.
   *
   * @throws {InputError} If `out` holds something already or cannot be written.
   */
  static async create(options: NewRunOptions, config: RunConfig): Promise<RunDirectory> {
    const path = await makeDirectory(options);
    const run = new RunDirectory(path, config, await lockRun(path));
    await writeAtomically(join(path, "config.json"), toJson(config));
    await run.rewind(0);
    return run;
  }

  /**
   * Opens the directory of a run that will be continued, and removes the incomplete files of a killed process.
   *
   * @throws {InputError} If it is no run directory, or one of another version, or another process uses it.
   */
  static async open(path: string): Promise<RunDirectory> {
    const config = await readRunConfig(path);
    const run = new RunDirectory(path, config, await lockRun(path));
    for (const folder of [path, run.checkpoint("last"), run.checkpoint("best")]) {
      await removeLeftovers(folder);
    }
    return run;
  }

  /** Folder of the newest or the best checkpoint. */
  checkpoint(which: "last" | "best"): string {
    return join(this.path, "checkpoints", which);
  }

  /**
   * Checks that a run without its newest checkpoint has none because it was ended before its first one.
   *
   * @returns Whether the first epoch was measured: it is repeated.
   * @throws {InputError} If later epochs were measured, so that the checkpoint was there once.
   */
  async checkNoCheckpoint(): Promise<boolean> {
    const epochs = await this.#metrics.count();
    if (epochs < 2) return epochs > 0;
    const best = await pathKind(join(this.checkpoint("best"), "model.json")) === "file";
    throw new InputError(
      `Cannot resume ${this.path}: checkpoints/last is missing, but metrics.jsonl has ${epochs} epochs (${
        best
          ? "copy checkpoints/best to checkpoints/last to continue after its epoch, or begin a new run"
          : "bring it back, or begin a new run"
      })`,
    );
  }

  /** Adds an epoch's measurements. */
  async append(metrics: EpochMetrics): Promise<void> {
    await this.#metrics.append(metrics);
  }

  /** Removes the measurements after `epoch`, the epoch of the checkpoint from which the run continues. */
  async rewind(epoch: number): Promise<readonly EpochMetrics[]> {
    return await this.#metrics.rewind(epoch);
  }

  /** Lets other processes use the directory. */
  [Symbol.dispose](): void {
    this.#lock[Symbol.dispose]();
  }

  /** Writes `report.json`. */
  async writeReport(report: TrainReport): Promise<void> {
    await writeAtomically(join(this.path, "report.json"), toJson(report));
  }
}

async function makeDirectory({ root = "runs", name, out }: NewRunOptions): Promise<string> {
  if (out !== undefined && out !== null) return await takeEmpty(out);
  try {
    await Deno.mkdir(root, { recursive: true });
  } catch (error) {
    throw cannotWrite(join(root, name), error);
  }
  for (let i = 1;; i++) {
    const path = join(root, i === 1 ? name : `${name}-${i}`);
    try {
      await Deno.mkdir(path);
      await syncFolder(root);
      return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw cannotWrite(path, error);
    }
  }
}

async function takeEmpty(path: string): Promise<string> {
  try {
    await Deno.mkdir(path, { recursive: true });
    for await (const { name } of Deno.readDir(path)) {
      if (name === LOCK_NAME) continue;
      throw new InputError(
        `Cannot use ${path} for a new run: it holds ${name} already, expected an empty or absent folder (to continue a run give \`resume\` ${path})`,
      );
    }
    await syncFolder(dirname(path));
    return path;
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Keeps other processes out of a run's directory until disposed of. */
async function lockRun(path: string): Promise<Disposable> {
  const file = join(path, LOCK_NAME);
  const lock = await tryLockFile(file).catch((error) => {
    throw cannotWrite(file, error);
  });
  if (lock !== null) return lock;
  throw new InputError(
    `Cannot use run directory ${path}: another process is training there (wait for it, or stop it first)`,
  );
}
