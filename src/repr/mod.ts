/**
 * The RePr scheme: when filters go, how they go, how they come back.
 *
 * @module
 */
export { repr, type ReprCallback, type ReprOptions } from "./callback.ts";
export type { CycleRecord } from "./cycle_record.ts";
export { type Duration, duration, type DurationLike, inSteps } from "./duration.ts";
export { Before } from "./pruned_weights.ts";
export { Freeze } from "./frozen_slices.ts";
export { fade, prune } from "./prune.ts";
export { type ModelRanking, rankedLayers, rankModel } from "./rank.ts";
export { reinitialize, type Reinitialized, type ReinitializeOptions } from "./reinitialize.ts";
export { type RemovalOptions, removalProgress } from "./removal.ts";
export { type Cut, type Phase, type Schedule, schedule, type ScheduleOptions } from "./schedule.ts";
export {
  type CycleEvent,
  Scheme,
  type SchemeContext,
  type SchemeOptions,
  type SchemeState,
} from "./scheme.ts";
export { type OptimizerSlots, TfjsSlots } from "./slots.ts";
