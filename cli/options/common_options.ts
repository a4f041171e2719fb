/**
 * Options that every command has.
 *
 * @module
 */
import type { OptionTable } from "./options.ts";
import { optional, path, SWITCH } from "./values.ts";

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
    help: "write the JSON report to a file, completely or not at all",
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
