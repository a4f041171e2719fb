import type { FilterGraph } from "./filter_graph.ts";
import { readSlice } from "./slice.ts";

/**
 * The scale (gamma) of the batch norm behind a convolution, one value a filter; undefined where no batch norm reads the
 * filters' channels alone, or it has no scale.
 *
 * @throws {RangeError} If the model has no such convolution, or its filters cannot be absent.
 */
export async function batchNormScales(
  graph: FilterGraph,
  layer: string,
): Promise<Float32Array | undefined> {
  const filters = graph.layers.find(({ name }) => name === layer)?.filters ?? 0;
  const all = Array.from({ length: filters }, (_, filter) => ({ layer, filter }));
  const { slices } = graph.absent(all);
  // The first one of the right length: a batch norm further on may belong to filters that follow these.
  const scale = slices.find(({ role, indices }) => role === "gamma" && indices.length === filters);
  return scale && readSlice(await scale.variable.data<"float32">(), scale);
}
