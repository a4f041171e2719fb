/**
 * A run's measurements on disk: `metrics.jsonl` is the record, `metrics.csv` and the TensorBoard events are views of it
 * that can always be written again.
 *
 * @module
 */
import { join } from "node:path";
import { Value } from "typebox/value";
import { InputError } from "../errors.ts";
import { toJson } from "../encoding/json.ts";
import { EpochMetrics, METRIC_COLUMNS } from "../report/schemas.ts";
import { fileVersionRecord, type Scalar, scalarRecord } from "./tensorboard.ts";
import { cannotWrite } from "../files/file_error.ts";
import { pathKind } from "../files/path_kind.ts";
import { writeAll, writeAtomically } from "../files/write_atomically.ts";

/** The measurements of one run directory. */
export class MetricsLog {
  readonly #jsonl: string;
  readonly #csv: string;
  readonly #events: string;
  readonly #startedAt: number;
  #seconds = 0;

  /** @param startedAt When the run began, in seconds since 1970; TensorBoard's wall times count from it. */
  constructor(directory: string, startedAt: number) {
    this.#jsonl = join(directory, "metrics.jsonl");
    this.#csv = join(directory, "metrics.csv");
    this.#events = join(directory, `events.out.tfevents.${Math.floor(startedAt)}.repr`);
    this.#startedAt = startedAt;
  }

  /**
   * Makes the files contain the epochs up to `epoch` and no others, also after a crash. A new run begins
   * with `rewind(0)`.
   *
   * @returns The epochs that are kept.
   * @throws {InputError} If an epoch up to `epoch` is missing from `metrics.jsonl`.
   */
  async rewind(epoch: number): Promise<readonly EpochMetrics[]> {
    const lines = await readLines(this.#jsonl);
    const kept = lines.filter((metrics) => metrics.epoch <= epoch);
    if (kept.length !== epoch || kept.some((metrics, i) => metrics.epoch !== i + 1)) {
      throw new InputError(
        `Cannot resume: ${this.#jsonl} has ${kept.length} of the ${epoch} epochs up to the checkpoint, each expected once (was it edited?)`,
      );
    }
    this.#seconds = 0;
    const events = [fileVersionRecord(this.#startedAt), ...kept.map((line) => this.#event(line))];
    await writeAtomically(this.#jsonl, kept.map((metrics) => toJson(metrics, 0)).join(""));
    await writeAtomically(this.#csv, [METRIC_COLUMNS.join(",") + "\n", ...kept.map(row)].join(""));
    await writeAtomically(this.#events, new Uint8Array(await new Blob(events).arrayBuffer()));
    return kept;
  }

  /** How many epochs `metrics.jsonl` has. */
  async count(): Promise<number> {
    return (await readLines(this.#jsonl)).length;
  }

  /** Adds an epoch to all files and flushes them to the disk. */
  async append(metrics: EpochMetrics): Promise<void> {
    await append(this.#jsonl, new TextEncoder().encode(toJson(metrics, 0)));
    await append(this.#csv, new TextEncoder().encode(row(metrics)));
    await append(this.#events, this.#event(metrics));
  }

  #event(metrics: EpochMetrics): Uint8Array<ArrayBuffer> {
    this.#seconds += metrics.seconds;
    return scalarRecord(metrics.epoch, this.#startedAt + this.#seconds, scalars(metrics));
  }
}

/** TensorBoard's tags; the part before the slash becomes a section of its page. */
const TAGS = [
  ["trainLoss", "loss/train"],
  ["trainAccuracy", "accuracy/train"],
  ["validationAccuracy", "accuracy/validation"],
  ["testAccuracy", "accuracy/test"],
  ["learningRate", "run/learning_rate"],
  ["orthoSum", "run/ortho_sum"],
  ["activeFilters", "run/active_filters"],
  ["seconds", "run/seconds_per_epoch"],
] as const satisfies readonly (readonly [keyof EpochMetrics, string])[];

function scalars(metrics: EpochMetrics): Scalar[] {
  return TAGS.flatMap(([field, tag]) => {
    const value = metrics[field];
    return value !== null && Number.isFinite(value) ? [{ tag, value }] : [];
  });
}

function row(metrics: EpochMetrics): string {
  return METRIC_COLUMNS.map((column) => metrics[column] ?? "").join(",") + "\n";
}

/** The complete lines; a crash may have cut the last one. */
async function readLines(path: string): Promise<EpochMetrics[]> {
  let text: string;
  try {
    if (await pathKind(path) === "special") {
      throw new InputError(`Cannot resume: ${path} is a pipe or a device, expected a file`);
    }
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  const metrics: EpochMetrics[] = [];
  for (const line of text.split("\n")) {
    const parsed = parse(line);
    if (Value.Check(EpochMetrics, parsed)) metrics.push(parsed);
  }
  return metrics;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function append(path: string, content: Uint8Array): Promise<void> {
  try {
    using file = await Deno.open(path, { append: true });
    await writeAll(file, content);
    await file.sync();
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
