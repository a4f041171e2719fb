/**
 * Output of a report: `--json`, `-o FILE`, or a table.
 *
 * @module
 */
import { toJson } from "../../src/encoding/json.ts";
import { ensureWritable, writeAtomically } from "../../src/files/write_atomically.ts";
import { printableReport } from "./printable.ts";
import { type Colors, colorsOf, printResult } from "./terminal.ts";

/** Where a report is written. */
export interface OutputOptions {
  /** JSON on stdout. */
  readonly json: boolean;
  /** JSON in this file. */
  readonly output: string | null;
}

/**
 * Checks, before the work begins, that the report can be written.
 *
 * @param options Where it will be written.
 * @throws {InputError} If the path of `--output` cannot be written.
 */
export async function checkOutput({ output }: OutputOptions): Promise<void> {
  if (output !== null) await ensureWritable(output);
}

/**
 * Writes a report to stdout or a file; with neither `--json` nor `--output` it prints the table to stdout.
 *
 * @param report The report.
 * @param table Makes a table from the report.
 * @param options Where it is written.
 */
export async function deliver<R>(
  report: R,
  table: (report: R, colors: Colors) => string,
  { json, output }: OutputOptions,
): Promise<void> {
  if (output !== null) await writeAtomically(output, toJson(report));
  if (json) printResult(toJson(report));
  if (!json && output === null) printResult(table(printableReport(report), colorsOf("stdout")));
}
