/**
 * FilterGraph: what belongs to each filter of a model, and slices, the vocabulary to describe it.
 *
 * @module
 */

export { type BatchNorm, batchNormScales } from "./batch_norm.ts";
export type { ConvLayer, Convolution, FilterId } from "./conv_layer.ts";
export {
  type Absent,
  type FilterGraph,
  filterGraph,
  type FilterGraphOptions,
} from "./filter_graph.ts";
export {
  type LayerApplication,
  type LayerApplications,
  layerApplications,
  readersOf,
} from "./layer_applications.ts";
export { namedVariables, trainableVariables } from "./named_variables.ts";
export {
  byVariable,
  maskOf,
  readSlice,
  type Region,
  type Role,
  rowLength,
  type Slice,
  writeSlice,
} from "./slice.ts";
export type { UnknownLayers } from "./trace_channels.ts";
export { without, writeAbsent } from "./without.ts";
