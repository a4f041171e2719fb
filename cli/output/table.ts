/**
 * Tables for people: columns without lines between them.
 *
 * @module
 */
import Table from "cli-table3";

/** How a table is set. */
export interface TableOptions {
  /** Headings, if there are any. */
  readonly head?: readonly string[];
  /** Which columns are set right, for numbers: `l` or `r` for each. */
  readonly align: string;
}

const NO_LINES = {
  "top": "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  "bottom": "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  "left": "",
  "left-mid": "",
  "mid": "",
  "mid-mid": "",
  "right": "",
  "right-mid": "",
  "middle": "  ",
} as const;

/** Rows of text in columns, two spaces apart, each line ended by a line break. */
export function table(rows: readonly (readonly string[])[], options: TableOptions): string {
  const set = new Table({
    chars: NO_LINES,
    colAligns: [...options.align].map((letter) => letter === "r" ? "right" : "left"),
    style: { "padding-left": 0, "padding-right": 0, "head": [], "border": [], "compact": true },
  });
  if (options.head !== undefined) set.push([...options.head]);
  for (const row of rows) set.push([...row]);
  return set.toString().split("\n").map((line) => `${line.trimEnd()}\n`).join("");
}
