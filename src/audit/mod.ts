/**
 * Audits of model files by their weights alone: which filters are redundant, how much each layer's filters overlap, and how
 * two models of one architecture differ. Nothing here loads tfjs.
 *
 * @module
 */
export type { LayerChoice } from "./choose_layers.ts";
export type { InspectLayerOptions } from "./inspect_layer.ts";
export {
  compareModelFiles,
  inspectModelFile,
  type InspectModelFileOptions,
} from "./inspect_model_file.ts";
export { rankModelFile, type RankModelFileOptions } from "./rank_model_file.ts";
