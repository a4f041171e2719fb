/**
 * Text tables: columns without lines between them.
 *
 * @module
 */
import { grouped } from "./numbers.ts";

/** How a table looks. */
export interface TableOptions {
  /** Headings of the columns. @default none */
  readonly head?: readonly string[];
  /** One letter for each column: `l` for left, `r` for right, as numbers are aligned. */
  readonly align: string;
}

const BETWEEN = "  ";

/**
 * Aligns rows of text in columns, two spaces apart. Time and memory grow with the number of cells.
 *
 * @param rows The cells of each row.
 * @param options Headings and alignment.
 * @returns Lines without trailing spaces, each with a line break at its end.
 */
export function table(rows: readonly (readonly string[])[], options: TableOptions): string {
  const all = (options.head === undefined ? rows : [options.head, ...rows])
    .map((row) => row.map((text) => ({ text, width: displayWidth(text) })));
  const widths: number[] = [];
  for (const row of all) {
    row.forEach(({ width }, column) => widths[column] = Math.max(widths[column] ?? 0, width));
  }
  const line = (row: (typeof all)[number]) =>
    row.map(({ text, width }, column) => {
      const space = " ".repeat(Math.max(0, (widths[column] ?? 0) - width));
      return options.align[column] === "r" ? space + text : text + space;
    }).join(BETWEEN);
  return all.map((row) => `${line(row).trimEnd()}\n`).join("");
}

/**
 * The first rows of a longer table, with a line on those that are left out.
 *
 * @param rows The cells of each row.
 * @param count How many rows there are in all.
 * @param options Headings and alignment.
 * @returns Lines as {@linkcode table} makes them; none if there are no rows.
 */
export function firstRows(
  rows: readonly (readonly string[])[],
  count: number,
  options: TableOptions,
): string {
  if (rows.length === 0) return "";
  const more = count - rows.length;
  const rest = more === 0 ? "" : `… and ${grouped(more)} more (--top all)\n`;
  return table(rows, options) + rest;
}

/** The sequences that colors are made of. */
const COLORS = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");
const PLAIN = /^[\x20-\x7e]*$/;
/** Characters on top of the one before them, and those that are not shown. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** Characters of two columns: scripts of East Asia, and emoji. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]$/u;

/**
 * How many columns a terminal needs for a text.
 *
 * @param text May have colors.
 */
export function displayWidth(text: string): number {
  const bare = text.replaceAll(COLORS, "");
  if (PLAIN.test(bare)) return bare.length;
  let width = 0;
  for (const character of bare) {
    width += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  }
  return width;
}
