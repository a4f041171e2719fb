/**
 * Text from files on a terminal: names of tensors, layers and files can hold escape sequences that move the cursor, hide text
 * or ring the bell, and characters that turn the order of what follows around.
 *
 * @module
 */
import { toJson, UNPRINTABLE } from "../../src/encoding/json.ts";

const UNSAFE = new RegExp(`[${UNPRINTABLE}]`, "gu");

const ESCAPE = String.fromCharCode(0x1b);
/** The sequences that this program prints itself: colors, and clearing the line. */
const OWN = new RegExp(`(${ESCAPE}\\[[\\d;]*m|\\r?${ESCAPE}\\[2K)`);

/**
 * A text from a file as one line that a terminal shows as it is: `\x1b` in place of an escape character.
 *
 * @param text Such as a layer's name.
 */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, escaped);
}

/**
 * A text of several lines in which only this program's own control sequences are left.
 *
 * @param text Such as a table whose cells are {@linkcode printable}.
 */
export function printableLines(text: string): string {
  return text.split(OWN).map((part, i) => i % 2 === 1 ? part : part.replaceAll(UNSAFE, kept))
    .join("");
}

/**
 * A report all of whose texts are {@linkcode printable}.
 *
 * @param report Plain data.
 * @returns The report itself if it is so already.
 */
export function printableReport<R>(report: R): R {
  const text = toJson(report, 0);
  if (!/\\[bfnrtu]/.test(text)) return report; // toJson escapes what is not printable
  return JSON.parse(text, (_key, value) => {
    if (typeof value === "string") return printable(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [printable(key), item]));
  });
}

function kept(char: string): string {
  return char === "\n" || char === "\t" ? char : escaped(char);
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (char === "\n") return "\\n";
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, "0")}`;
}
