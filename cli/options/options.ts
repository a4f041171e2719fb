/**
 * What an option is: one table entry says everything about it, and its names follow from the entry's key. `lrSteps` is
 * `--lr-steps` on the command line, `REPR_LR_STEPS` in the environment and `lrSteps` (or `lr-steps`) in a configuration
 * file.
 *
 * @module
 */
import { choice, integer, type Kind, optional, path, SWITCH } from "./values.ts";

/** One option. */
export interface Option<T> {
  /** How its value is read and shown. */
  readonly kind: Kind<T>;
  /** Its value when no source gives one. */
  readonly default: T;
  /** One line of help, without the default. */
  readonly help: string;
  /** Heading that help lists it under. */
  readonly group: string;
  /** Environment variable, where it is not the one that follows from the key. */
  readonly variable?: string;
  /** Name in the library, such as `learningRate.base`, where it is not the key. */
  readonly library?: string;
  /** One-letter flag, such as `-o`. */
  readonly short?: string;
  /** Whether a configuration file may hold it; true unless it only concerns the call itself. @default true */
  readonly configurable?: boolean;
  /** Whether it may differ when a run is resumed. @default false */
  readonly resumable?: boolean;
}

/** Options by key. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The resolved values of a table's options. */
export type Values<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends Option<infer V> ? V : never;
};

/** `lrSteps` -> `lr-steps`. */
export function kebab(key: string): string {
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

/** Whether `--no-…` exists: for a switch that a configuration file may have turned on. */
export function hasNegative({ kind, configurable = true }: Option<unknown>): boolean {
  return kind.placeholder === null && configurable;
}

/** `lrSteps` -> `REPR_LR_STEPS`. */
export function variableOf(key: string): string {
  return `REPR_${kebab(key).replaceAll("-", "_").toUpperCase()}`;
}

const call = { configurable: false, resumable: true } as const;

/** Options of every command. */
export const COMMON_OPTIONS = {
  json: {
    ...call,
    kind: SWITCH,
    default: false,
    group: "Output:",
    help: "print the JSON report, and nothing else, to stdout",
  },
  output: {
    ...call,
    kind: optional(path("file"), "none"),
    default: null,
    group: "Output:",
    short: "-o",
    help: "write the JSON report to a file, whole or not at all",
  },
  quiet: {
    ...call,
    kind: SWITCH,
    default: false,
    group: "Output:",
    short: "-q",
    help: "no progress and no remarks, only results and errors",
  },
  verbose: {
    ...call,
    kind: SWITCH,
    default: false,
    group: "Output:",
    short: "-v",
    help: "more remarks, and stack traces of errors",
  },
  config: {
    ...call,
    kind: optional(path("file"), "none"),
    default: null,
    group: "Output:",
    help: "read options from YAML or JSON, also from a run's config.json",
  },
  printConfig: {
    ...call,
    kind: SWITCH,
    default: false,
    group: "Output:",
    help: "print the resolved options with their sources, and stop",
  },
} as const satisfies OptionTable;

/** Options of every command that computes. */
export const BACKEND_OPTIONS = {
  backend: {
    kind: choice(["auto", "tensorflow", "wasm", "webgpu"]),
    default: "auto",
    group: "Machine:",
    help: "what computes; auto takes the fastest there is",
    resumable: true,
  },
  device: {
    kind: choice(["auto", "cpu", "gpu"]),
    default: "auto",
    group: "Machine:",
    help: "where it computes",
    resumable: true,
  },
  threads: {
    kind: optional(integer(1), "auto"),
    default: null,
    group: "Machine:",
    help: "threads of the processor; without it: all",
    resumable: true,
  },
  tensorflowDir: {
    kind: optional(path("folder"), "none"),
    default: null,
    variable: "REPR_TENSORFLOW",
    library: "tensorflowDirectory",
    group: "Machine:",
    help: "folder of an installed TensorFlow; without it: the one of `deno task setup`",
    resumable: true,
  },
} as const satisfies OptionTable;
