/**
 * Text tables: columns without lines between them.
 *
 * @module
 */
import Table from "cli-table3";

/** How a table looks. */
export interface TableOptions {
  /** Headings of the columns. @default none */
  readonly head?: readonly string[];
  /** One letter for each column: `l` for left, `r` for right, as numbers are aligned. */
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

/**
 * Aligns rows of text in columns, two spaces apart.
 *
 * @param rows The cells of each row.
 * @param options Headings and alignment.
 * @returns Lines without trailing spaces, each with a line break at its end.
 */
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
