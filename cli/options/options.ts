/**
 * An option is one entry of a table, and its names follow from the entry's key. `lrSteps` is `--lr-steps` on the command
 * line, `REPR_LR_STEPS` in the environment and `lrSteps` (or `lr-steps`) in a configuration file.
 *
 * @module
 */
import type { Kind } from "./values.ts";

/** An option. */
export interface Option<T> {
  /** How its value is read and printed. */
  readonly kind: Kind<T>;
  /** Its value if no source gives one. */
  readonly default: T;
  /** One line of help, without the default. */
  readonly help: string;
  /** Heading of help under which it is listed. */
  readonly group: string;
  /** Environment variable. @default the one that follows from the key */
  readonly variable?: string;
  /** Name in the library, such as `learningRate.base`. @default the key */
  readonly library?: string;
  /** One-letter flag, such as `-o`. */
  readonly short?: string;
  /** Whether a configuration file may contain it; false if it concerns one call only. @default {true} */
  readonly configurable?: boolean;
  /** Whether a resumed run may change it. @default {false} */
  readonly resumable?: boolean;
}

/** Options by key. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The resolved values of a table's options. */
export type Values<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends Option<infer V> ? V : never;
};

/** `lrSteps` -> `lr-steps`. */
function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `lrSteps` -> `--lr-steps`. */
export function flagOf(key: string): string {
  return `--${kebab(key)}`;
}

/** `rankFirst` -> `--no-rank-first`. */
export function negativeOf(key: string): string {
  return flagOf(key).replace("--", "--no-");
}

/** Whether `--no-…` exists, which a switch needs that a configuration file can turn on. */
export function hasNegative({ kind, configurable = true }: Option<unknown>): boolean {
  return kind.placeholder === null && configurable;
}

/** `lrSteps` -> `REPR_LR_STEPS`. */
export function variableOf(key: string): string {
  return `REPR_${kebab(key).replaceAll("-", "_").toUpperCase()}`;
}
