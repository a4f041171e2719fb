/**
 * The options of `repr rank`.
 *
 * @module
 */
import { criterionNames } from "../../src/criteria/registry.ts";
import { COMMON_OPTIONS } from "../options/common_options.ts";
import type { OptionTable } from "../options/options.ts";
import { LAYER_OPTIONS, TOP_OPTION } from "../options/layer_options.ts";
import { MODEL_FILE_OPTIONS } from "../options/model_file_options.ts";
import { choice, integer, number, SWITCH } from "../options/values.ts";

const which = { group: "Layers:" } as const;
const ranking = { group: "Ranking:" } as const;

/** The options of `repr rank`. */
export const RANK_OPTIONS = {
  by: {
    ...ranking,
    kind: choice(criterionNames(["weights", "batch-norm"])), // a model file holds no training data
    default: "ortho",
    help: "criterion that ranks the filters",
  },
  prune: {
    ...ranking,
    kind: number("a fraction between 0 and 1", { atLeast: 0, atMost: 1 }),
    default: 0.3,
    help: "fraction of the ranked filters to select",
  },
  orthoNormalisation: {
    ...ranking,
    kind: choice(["filter", "matrix"]),
    default: "filter",
    library: "orthoNormalization",
    help: "eq. 1's norm: each filter's own, or the complete matrix's as in the authors' code",
  },
  minFilters: { ...ranking, kind: integer(1), default: 1, help: "filters that every layer keeps" },
  seed: { ...ranking, kind: integer(), default: 1, help: "of --by random" },
  rankFirst: {
    ...which,
    kind: SWITCH,
    default: false,
    help: "rank the first convolution's filters too",
  },
  ...LAYER_OPTIONS,
  ...MODEL_FILE_OPTIONS,
  ...TOP_OPTION,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;
