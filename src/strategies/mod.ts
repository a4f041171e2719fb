/**
 * What happens to a network between the steps of its training: the interface of a strategy, what strategies are built
 * from, and plain training.
 *
 * @module
 */
export type { SavedState } from "../encoding/saved_state.ts";
export { FrozenElements, masksOf } from "./frozen_elements.ts";
export { FrozenNormalization } from "./frozen_normalization.ts";
export { redraw } from "./redraw.ts";
export { SliceWriter } from "./slice_writer.ts";
export { standard } from "./standard.ts";
export type {
  CycleEvent,
  OptimizerSlots,
  Phase,
  Strategy,
  StrategyContext,
  StrategyFactory,
  StrategyTiming,
} from "./strategy.ts";
