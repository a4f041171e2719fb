/**
 * FilterGraph: what belongs to each filter of a model, and slices, the vocabulary to speak about it.
 *
 * @module
 */

export { ActivationReader, type ConvActivation } from "./activations.ts";
export type { ConvLayer, Convolution, FilterId, KernelMatrix } from "./conv_layer.ts";
export { batchNormScales } from "./batch_norm_scales.ts";
export { type Absent, type FilterGraph, filterGraph } from "./filter_graph.ts";
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
