/**
 * What the tables of `repr rank` and `repr inspect` share.
 *
 * @module
 */
import type { RankReport } from "../../src/report/rank.ts";
import { counted } from "../output/numbers.ts";
import type { Colors } from "../output/terminal.ts";

/** Which model it is, and its size. */
export function modelHeader(
  { path, format, convolutions, filters, parameters }: RankReport["model"],
  colors: Colors,
): string {
  const size = [
    counted(convolutions, "convolution"),
    counted(filters, "filter"),
    counted(parameters, "parameter"),
  ];
  return `${colors.bold(path)} (${format})\n${size.join(", ")}\n`;
}

/** A layer's name cut to a width: its end tells more than its beginning. */
export function shortened(name: string, width: number): string {
  return name.length <= width ? name : `…${name.slice(1 - width)}`;
}
