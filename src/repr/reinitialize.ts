import {
  byVariable,
  type FilterGraph,
  type FilterId,
  maskOf,
  rowLength,
  type Slice,
} from "../filters/mod.ts";
import { type Matrix, type Rung, sampleNullSpace } from "../linalg/mod.ts";
import type { Rng } from "../rng.ts";
import type { Before } from "./pruned_weights.ts";
import { Edits } from "./slice_writer.ts";
import type { OptimizerSlots } from "./slots.ts";

/** The scale of a consumer's weights where no weight survives to take it from (the appendix' dense layers). */
const LONELY_SCALE = 0.01;

/** How filters come back. */
export interface ReinitializeOptions {
  /** Length of a new filter, in mean lengths of the layer's surviving filters. @default {1} */
  readonly gain?: number;
  /**
   * The weights with which the next layers read a returning filter: drawn anew and small, so that the newcomer disturbs
   * nobody (appendix), or as they were before the removal. @default {"redraw"}
   */
  readonly consumers?: "redraw" | "keep";
  /** Standard deviation of redrawn consumers, in root mean squares of the surviving weights. @default {0.1} */
  readonly consumerScale?: number;
}

/** A filter that came back. */
export interface Reinitialized extends FilterId {
  /** How much room there was: see `sampleNullSpace`. */
  readonly rung: Rung;
  /** The largest |cosine| with a survivor, an old value or a new sibling. */
  readonly maxCosine: number;
}

/**
 * Brings removed filters back orthogonal to the survivors, to their old values and to each other (section 4 of the
 * paper), with bias 0, batch norm at its initial values and the optimizer's slots at zero. Survivors keep every bit,
 * except for their weights on the returning channels.
 *
 * @param filters The filters that were removed.
 * @param before What they and their consumers were.
 * @param rng Random numbers of this cycle; each layer splits off its own.
 * @returns What became of each filter.
 */
export async function reinitialize(
  graph: FilterGraph,
  filters: readonly FilterId[],
  before: Before,
  slots: OptimizerSlots,
  rng: Rng,
  { gain = 1, consumers = "redraw", consumerScale = 0.1 }: ReinitializeOptions = {},
): Promise<Reinitialized[]> {
  const { slices } = graph.absent(filters);
  const edits = new Edits();
  for (const slice of slices) {
    for (const slot of slots.of(slice.variable)) edits.write(slot, slice, 0);
    if (slice.role === "kernel" || slice.role === "consumer") continue;
    const initial = slice.role === "gamma" || slice.role === "movingVariance" ? 1 : 0;
    edits.write(slice.variable, slice, initial);
  }
  if (consumers === "keep") {
    for (const slice of slices.filter(({ role }) => role === "consumer")) {
      edits.write(slice.variable, slice, before.rows(slice));
    }
  } else {
    const scales = await survivingScales(slices);
    slices.filter(({ role }) => role === "consumer").forEach((slice, i) => {
      const scale = consumerScale * (scales.get(slice.variable) ?? LONELY_SCALE);
      // By position: tfjs' names of variables differ between two copies of a model.
      const draws = rng.split("consumer", i).normals(slice.indices.length * rowLength(slice));
      edits.write(slice.variable, slice, Float32Array.from(draws, (z) => scale * z));
    });
  }
  // Before the new filters are drawn: a survivor's weights on a returning channel are part of what they avoid.
  await edits.commit();

  const result: Reinitialized[] = [];
  for (const [name, old] of Map.groupBy(filters, ({ layer }) => layer)) {
    const slice = graph.absent(old).slices.find(({ role }) => role === "kernel");
    if (slice === undefined) continue;
    const kernel = await graph.kernelMatrix(name);
    const survivors = rowsWithout(kernel, new Set(slice.indices));
    const { columns } = kernel;
    const rows = slice.indices.length;
    const fresh = sampleNullSpace({
      survivors,
      old: { rows, columns, data: before.rows(slice) },
      gaussians: { rows, columns, data: rng.split("filters", name).normals(rows * columns) },
      length: gain * meanNorm(survivors),
    });
    edits.write(slice.variable, slice, Float32Array.from(fresh.filters.data));
    slice.indices.forEach((filter, i) =>
      result.push({
        layer: name,
        filter,
        rung: fresh.rungs[i] ?? "random",
        maxCosine: fresh.maxCosine[i] ?? 1,
      })
    );
  }
  await edits.commit();
  return result;
}

/** The rows of a matrix that are not among `left`. */
function rowsWithout(kernel: Matrix, left: ReadonlySet<number>): Matrix {
  const kept = Array.from({ length: kernel.rows }, (_, row) => row).filter((row) => !left.has(row));
  const data = new Float32Array(kept.length * kernel.columns);
  kept.forEach((row, i) => {
    const start = row * kernel.columns;
    data.set(kernel.data.subarray(start, start + kernel.columns), i * kernel.columns);
  });
  return { rows: kept.length, columns: kernel.columns, data };
}

/** The mean L2 norm of the rows that are not all zero; 1 where there are none. */
function meanNorm({ rows, columns, data }: Matrix): number {
  const norms = Array.from({ length: rows }, (_, row) => {
    let squares = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) squares += (data[i] ?? 0) ** 2;
    return Math.sqrt(squares);
  }).filter((norm) => norm > 0);
  return norms.length === 0 ? 1 : norms.reduce((a, b) => a + b) / norms.length;
}

/** The root mean square of what is left of each consumer's variable; no entry where nothing is. */
async function survivingScales(slices: readonly Slice[]): Promise<Map<Slice["variable"], number>> {
  const scales = new Map<Slice["variable"], number>();
  for (const [variable, its] of byVariable(slices)) {
    if (!its.some(({ role }) => role === "consumer")) continue;
    const mask = maskOf(variable.size, its);
    const left = Array.from(await variable.data()).filter((_, i) => mask[i] === 0);
    const meanSquare = left.reduce((sum, v) => sum + v * v, 0) / left.length;
    if (meanSquare > 0) scales.set(variable, Math.sqrt(meanSquare));
  }
  return scales;
}
