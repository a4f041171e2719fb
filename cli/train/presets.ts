/**
 * Named settings of `repr train`. A preset overrides the defaults; flags, environment and configuration file override the
 * preset.
 *
 * @module
 */
import type { FlatOptions } from "../../src/runs/config.ts";

/** The presets there are. */
export const PRESET_NAMES = ["quick", "paper"] as const;
/** A preset's name. */
export type PresetName = typeof PRESET_NAMES[number];

/** What each preset sets; the rest keeps its default, which is the paper's. */
export const PRESETS: Readonly<Record<PresetName, Partial<FlatOptions>>> = {
  quick: {
    data: "shapes",
    epochs: 15,
    s1: { count: 3, unit: "epochs" },
    s2: { count: 2, unit: "epochs" },
    cycles: 2,
    optimizer: "momentum",
  },
  paper: {},
};
