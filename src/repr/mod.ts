/**
 * The RePr scheme (Algorithm 1): when filters are removed, how they are removed, and how they are re-initialized.
 *
 * @module
 */
export { repr, type ReprCallback, type ReprOptions } from "./callback.ts";
export { type Duration, duration, type DurationLike } from "./duration.ts";
export { fade, prune } from "./masking.ts";
export { PrunedWeights } from "./pruned_weights.ts";
export { type ModelRanking, rankedLayers, rankModel } from "./rank.ts";
export { reinitialize, type Reinitialized, type ReinitializeOptions } from "./reinitialize.ts";
export { type CycleSteps, type Schedule, schedule, type ScheduleOptions } from "./schedule.ts";
export { Scheme, type SchemeOptions } from "./scheme.ts";
export { SCHEME_DEFAULTS, type SchemeSettings } from "./settings.ts";
export { reprStrategy } from "./strategy.ts";
