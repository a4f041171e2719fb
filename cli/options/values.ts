/**
 * The kinds of value that an option can have. One parser reads all sources: the text of a flag or of an environment
 * variable, and the values of a YAML or JSON file.
 *
 * @module
 */
import { type Duration, duration } from "../../src/repr/settings.ts";

/** A value as a configuration file contains it. */
export type Plain = string | number | boolean | null | readonly (string | number)[];

/** A kind of value: how it is read, and how it is printed. */
export interface Kind<T> {
  /** Text after the flag in help, such as `<n>`; null for a switch, which takes no value. */
  readonly placeholder: string | null;
  /** What errors say was expected, such as `a fraction between 0 and 1`. */
  readonly expected: string;
  /** All valid values, where they can be listed: for help, suggestions and completions. */
  readonly choices?: readonly string[];
  /** Whether a shell completes it with files or folders, if it is a path. */
  readonly path?: "file" | "folder";
  /** Reads a value; returns undefined if `raw` is not valid. */
  parse(raw: unknown): T | undefined;
  /** The value as a configuration file contains it: `parse(format(value))` is `value`. */
  format(value: T): Plain;
}

/** Bounds of a number: `atLeast` and `atMost` are inclusive, `above` and `below` are not. */
export interface Bounds {
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
  readonly below?: number;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function toNumber(raw: unknown): number | undefined {
  if (typeof raw === "string" && DECIMAL.test(raw.trim())) return Number(raw);
  return typeof raw === "number" ? raw : undefined;
}

function within(value: number, bounds: Bounds): boolean {
  return Number.isFinite(value) &&
    value >= (bounds.atLeast ?? -Infinity) && value > (bounds.above ?? -Infinity) &&
    value <= (bounds.atMost ?? Infinity) && value < (bounds.below ?? Infinity);
}

/** A finite number within bounds; `expected` says which, in words. */
export function number(expected: string, bounds: Bounds = {}): Kind<number> {
  return {
    placeholder: "<x>",
    expected,
    parse: (raw) => {
      const value = toNumber(raw);
      return value !== undefined && within(value, bounds) ? value : undefined;
    },
    format: (value) => value,
  };
}

/** A whole number of at least `least`. */
export function integer(least: number = Number.MIN_SAFE_INTEGER): Kind<number> {
  const bounds = { atLeast: least, atMost: Number.MAX_SAFE_INTEGER };
  const expected = least === Number.MIN_SAFE_INTEGER
    ? "a whole number"
    : `a whole number of at least ${least}`;
  return {
    placeholder: "<n>",
    expected,
    parse: (raw) => {
      const value = toNumber(raw);
      return value !== undefined && Number.isInteger(value) && within(value, bounds)
        ? value
        : undefined;
    },
    format: (value) => value,
  };
}

/** Any text that is not empty. */
export function text(
  placeholder: string,
  expected: string,
  choices?: readonly string[],
): Kind<string> {
  return {
    placeholder,
    expected,
    ...(choices === undefined ? {} : { choices }),
    parse: (raw) => {
      if (typeof raw === "number") return String(raw);
      return typeof raw === "string" && raw.trim() !== "" ? raw : undefined;
    },
    format: (value) => value,
  };
}

/** The path of a file or a folder, which may not exist yet. */
export function path(of: "file" | "folder"): Kind<string> {
  return { ...text(of === "file" ? "<file>" : "<dir>", `a ${of}'s path`), path: of };
}

/** One word of a list. */
export function choice<const T extends string>(choices: readonly T[]): Kind<T> {
  const all = choices.join("|");
  return {
    placeholder: all.length <= 12 ? `<${all}>` : "<name>",
    expected: choices.length === 2 ? choices.join(" or ") : `one of ${choices.join(", ")}`,
    choices,
    parse: (raw) => choices.find((word) => word === raw),
    format: (value) => value,
  };
}

/** On or off; as a flag it takes no value. */
export const SWITCH: Kind<boolean> = {
  placeholder: null,
  expected: "true or false",
  parse: (raw) => {
    if (typeof raw === "boolean") return raw;
    if (raw === "true" || raw === "1" || raw === 1) return true;
    return raw === "false" || raw === "0" || raw === 0 ? false : undefined;
  },
  format: (value) => value,
};

/** A value or none, which is written as `word` (such as `none` or `auto`) or as YAML's null. */
export function optional<T>(kind: Kind<T>, word: string): Kind<T | null> {
  return {
    placeholder: kind.placeholder,
    expected: `${kind.expected} or ${word}`,
    ...(kind.choices === undefined ? {} : { choices: kind.choices }),
    ...(kind.path === undefined ? {} : { path: kind.path }),
    parse: (raw) => raw === null || raw === word ? null : kind.parse(raw),
    format: (value) => value === null ? null : kind.format(value),
  };
}

/** Several numbers: `30,60`, or a list in a configuration file. */
export function list(expected: string, item: Kind<number>): Kind<readonly number[]> {
  return {
    placeholder: "<list>",
    expected,
    parse: (raw) => {
      const parts = typeof raw === "string" ? raw.split(",") : Array.isArray(raw) ? raw : [raw];
      const values = parts.map((part) => item.parse(part));
      const numbers = values.filter((value) => value !== undefined);
      return numbers.length === values.length && numbers.length > 0 ? numbers : undefined;
    },
    format: (value) => value,
  };
}

/** Epochs or steps: `20`, `500steps`, or a report's `{count, unit}`. */
export const SPAN: Kind<Duration> = {
  placeholder: "<span>",
  expected: 'a whole number of epochs such as "20", or of steps such as "500steps"',
  parse: (raw) => {
    if (typeof raw !== "number" && typeof raw !== "string" && !isDuration(raw)) return undefined;
    try {
      return duration(raw);
    } catch {
      return undefined; // the caller names the option in its error
    }
  },
  format: ({ count, unit }) => unit === "steps" ? `${count}steps` : count,
};

function isDuration(raw: unknown): raw is Duration {
  return typeof raw === "object" && raw !== null && "count" in raw && "unit" in raw &&
    typeof raw.count === "number" && (raw.unit === "epochs" || raw.unit === "steps");
}
