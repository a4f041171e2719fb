import {
  type Absent,
  type FilterGraph,
  type FilterId,
  type Role,
  writeAbsent,
} from "../filters/mod.ts";
import { Edits } from "./slice_writer.ts";

/**
 * Makes filters absent: everything that belongs to them and to nobody else becomes zero (a running variance: one, so
 * that zero over its root stays zero). The forward pass then equals that of a network built without them.
 *
 * @param filters All filters that are absent from now on, those of earlier calls included.
 * @returns What is absent now: to be held by a `Freeze` while the sub-network trains.
 */
export async function prune(graph: FilterGraph, filters: Iterable<FilterId>): Promise<Absent> {
  const absent = graph.absent(filters);
  await writeAbsent(absent.slices);
  return absent;
}

/** What carries a filter's signal. Its running statistics do not, and its consumers still read it. */
const FADING: ReadonlySet<Role> = new Set(["kernel", "bias", "gamma", "beta"]);

/**
 * Shrinks filters that are about to be removed (appendix of the paper, for DenseNet): one call multiplies their weights,
 * biases and batch-norm parameters by `factor`.
 */
export async function fade(
  graph: FilterGraph,
  filters: Iterable<FilterId>,
  factor: number,
): Promise<void> {
  const edits = new Edits();
  for (const slice of graph.absent(filters).slices) {
    if (FADING.has(slice.role)) edits.scale(slice.variable, slice, factor);
  }
  await edits.commit();
}
