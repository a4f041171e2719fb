/**
 * The RePr scheme: when filters go, how they go, how they come back.
 *
 * @module
 */
export { repr, type ReprCallback, type ReprOptions } from "./callback.ts";
export type { CycleRecord } from "./cycle_record.ts";
export { type Duration, duration, type DurationLike, inSteps } from "./duration.ts";
export { Before } from "./before.ts";
export { Freeze } from "./freeze.ts";
export { fade, prune } from "./prune.ts";
export { type ModelRanking, rankedLayers, rankModel } from "./rank.ts";
export { reinitialise, type Reinitialised, type ReinitialiseOptions } from "./reinitialise.ts";
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
