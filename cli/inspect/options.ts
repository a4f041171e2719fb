/**
 * The options of `repr inspect`.
 *
 * @module
 */
import { COMMON_OPTIONS } from "../options/common_options.ts";
import type { OptionTable } from "../options/options.ts";
import { LAYER_OPTIONS, TOP_OPTION } from "../options/layer_options.ts";
import { MODEL_FILE_OPTIONS } from "../options/model_file_options.ts";
import { number, optional, SWITCH } from "../options/values.ts";

const finding = { group: "What counts:" } as const;
const failing = { group: "For scripts (exit status 3):" } as const;

/** The options of `repr inspect`. */
export const INSPECT_OPTIONS = {
  ...LAYER_OPTIONS,
  ...MODEL_FILE_OPTIONS,
  duplicateAbove: {
    ...finding,
    kind: number("a number between 0 and 1", { atLeast: 0, atMost: 1 }),
    default: 0.99,
    help: "pairs of larger |cosine| are duplicates",
  },
  deadBelow: {
    ...finding,
    kind: number("a number of at least 0", { atLeast: 0 }),
    default: 1e-3,
    help: "filters of a smaller norm, over the layer's median, are dead",
  },
  failOrthoAbove: {
    ...failing,
    kind: optional(number("a number between 0 and 1", { atLeast: 0, atMost: 1 }), "none"),
    default: null,
    help: "fail if a layer's mean overlap (eq. 2) is larger, or NaN",
  },
  failDead: { ...failing, kind: SWITCH, default: false, help: "fail if a filter is dead or NaN" },
  ...TOP_OPTION,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;
