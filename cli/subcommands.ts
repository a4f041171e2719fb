/**
 * The subcommands, in the order of help.
 *
 * @module
 */
import type { Subcommand } from "./subcommand.ts";
import { cca } from "./cca/command.ts";
import { completions } from "./completions/command.ts";
import { doctor } from "./doctor/command.ts";
import { evaluate } from "./evaluate/command.ts";
import { inspect } from "./inspect/command.ts";
import { rank } from "./rank/command.ts";
import { train } from "./train/command.ts";

/** Every subcommand there is. */
export const SUBCOMMANDS: readonly Subcommand[] = [
  train,
  evaluate,
  rank,
  inspect,
  cca,
  doctor,
  completions,
];
