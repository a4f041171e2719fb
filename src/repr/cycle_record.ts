import type { FilterId } from "../filters/mod.ts";
import type { Reinitialized } from "./reinitialize.ts";

/** What one cycle of Algorithm 1 did, as plain data. Accuracies are fractions in [0, 1], null where not measured. */
export interface CycleRecord {
  readonly cycle: number;
  readonly criterion: string;
  /** Epochs done when the filters were ranked and their removal began. */
  readonly prunedAtEpoch: number;
  /** Most redundant first. */
  readonly pruned: (FilterId & { readonly score: number | null })[];
  /** Null until they are back. */
  readonly reinitializedAtEpoch: number | null;
  readonly reinitialized: Reinitialized[];
  readonly accuracy: {
    readonly beforePrune: number | null;
    readonly afterPrune: number | null;
    readonly beforeReinit: number | null;
    readonly afterReinit: number | null;
  };
  readonly warnings: string[];
}
