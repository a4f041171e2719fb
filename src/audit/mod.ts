/**
 * Audits of model files: ranking, inspection and comparison of their layers by weights alone.
 *
 * @module
 */
export type { LayerChoice } from "./choose_layers.ts";
export { compareLayers, type LayerComparison } from "./compare_checkpoints.ts";
export {
  type DuplicatePair,
  inspectLayer,
  type InspectOptions,
  type LayerInspection,
} from "./inspect_layer.ts";
export { type ModelSize, modelSize } from "./model_facts.ts";
export {
  type CheckpointRanking,
  rankCheckpoint,
  type RankedLayer as RankedCheckpointLayer,
  type RankOptions as RankCheckpointOptions,
} from "./rank_checkpoint.ts";
export type { Nearest } from "./score_layer.ts";
export type { Scoring } from "./score_layers.ts";
