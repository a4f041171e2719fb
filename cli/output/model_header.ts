/**
 * What the tables about models share: the header of `repr rank` and `repr inspect`, and layers' names cut to a width.
 *
 * @module
 */
import type { ModelFileFacts } from "../../src/report/mod.ts";
import { counted } from "./numbers.ts";
import type { Colors } from "./terminal.ts";

/** The model's path, format and size. */
export function modelHeader(
  { path, format, convolutions, filters, parameters }: ModelFileFacts,
  colors: Colors,
): string {
  const size = [
    counted(convolutions, "convolution"),
    counted(filters, "filter"),
    counted(parameters, "parameter"),
  ];
  return `${colors.bold(path)} (${format})\n${size.join(", ")}\n`;
}

/** A layer's name cut to a width at its beginning, since layers' names differ at their ends. */
export function shortened(name: string, width: number): string {
  return name.length <= width ? name : `…${name.slice(1 - width)}`;
}
