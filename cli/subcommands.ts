/**
 * The subcommands, in the order of help.
 *
 * @module
 */
import type { Subcommand } from "./command.ts";
import { cca } from "./cca.ts";
import { completions } from "./completions.ts";
import { doctor } from "./doctor.ts";
import { evaluate } from "./evaluate.ts";
import { inspect } from "./inspect.ts";
import { rank } from "./rank.ts";
import { train } from "./train.ts";

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
