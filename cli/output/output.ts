/**
 * Handing a report over: `--json`, `-o FILE`, or a table.
 *
 * @module
 */
import { toJson } from "../../src/encoding/json.ts";
import { ensureWritable, writeWhole } from "../../src/files/write_whole.ts";
import { type Colors, colorsOf, printResult } from "./terminal.ts";

/** Where a report goes. */
export interface OutputOptions {
  /** JSON on stdout. */
  readonly json: boolean;
  /** JSON in this file. */
  readonly output: string | null;
}

/**
 * Looks before the work begins whether the report can be written in the end.
 *
 * @throws {InputError} If `--output` names a place that cannot be written.
 */
export async function checkOutput({ output }: OutputOptions): Promise<void> {
  if (output !== null) await ensureWritable(output);
}

/**
 * Writes a report to where it was asked for; with neither `--json` nor `--output` the readable table goes to stdout.
 *
 * @param table Makes the table from the report.
 */
export async function deliver<R>(
  report: R,
  table: (report: R, colors: Colors) => string,
  { json, output }: OutputOptions,
): Promise<void> {
  if (output !== null) await writeWhole(output, toJson(report));
  if (json) printResult(toJson(report));
  if (!json && output === null) printResult(table(report, colorsOf("stdout")));
}
