import {
  byVariable,
  type FilterGraph,
  type FilterId,
  maskOf,
  rowLength,
  type Slice,
} from "../filters/mod.ts";
import { type Matrix, rowNorms, type Rung, sampleNullSpace, selectRows } from "../linalg/mod.ts";
import type { Rng } from "../rng.ts";
import { type OptimizerSlots, SliceWriter } from "../strategies/mod.ts";
import type { PrunedWeights } from "./pruned_weights.ts";
import { SCHEME_DEFAULTS, type SchemeSettings } from "./settings.ts";

/**
 * The standard deviation of a consumer's redrawn weights where no weight of its variable survives: the choice of the paper's
 * appendix for dense layers.
 */
const FALLBACK_CONSUMER_SCALE = 0.01;

/** How filters are re-initialized. */
export type ReinitializeOptions = Partial<
  Pick<SchemeSettings, "gain" | "consumers" | "consumerScale">
>;

/** A re-initialized filter. */
export interface Reinitialized extends FilterId {
  /** How many free dimensions the layer had: see `sampleNullSpace`. */
  readonly rung: Rung;
  /** The largest |cosine| with a survivor, an old value or another new filter. */
  readonly maxCosine: number;
}

/**
 * Re-initializes removed filters orthogonal to the survivors, to their old values and to each other (section 4 of the
 * paper), with bias 0, batch normalization at its initial values and the optimizer's slots at zero. Survivors keep every
 * bit, except for their weights on the channels of the re-initialized filters.
 *
 * @param graph The model's filters.
 * @param filters The filters that were removed.
 * @param pruned The weights of these filters and of their consumers before the removal.
 * @param slots The optimizer's slots.
 * @param rng Random numbers of this cycle; each layer has its own generator, split by its name.
 * @param options How filters are re-initialized.
 * @returns For each filter how it was drawn.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { filterGraph } from "../filters/mod.ts";
 * import { buildModel } from "../models/mod.ts";
 * import { Rng } from "../rng.ts";
 * import { prune, PrunedWeights } from "./mod.ts";
 * const model = buildModel("c2-4", { inputShape: [8, 8, 3], classes: 2, rng: new Rng(1) });
 * const graph = filterGraph(model);
 * const filters = [{ layer: "conv2", filter: 1 }];
 * const pruned = new PrunedWeights();
 * await pruned.capture({ filters: [], slices: [] }, graph.absent(filters));
 * await prune(graph, filters);
 * const [made] = await reinitialize(graph, filters, pruned, { of: () => [] }, new Rng(2));
 * assert.equal(made?.rung, "null-space"); // 36 weights a filter, 4 filters and 1 old value
 * assert.ok((made?.maxCosine ?? 1) < 1e-6);
 * ```
 */
export async function reinitialize(
  graph: FilterGraph,
  filters: readonly FilterId[],
  pruned: PrunedWeights,
  slots: OptimizerSlots,
  rng: Rng,
  options: ReinitializeOptions = {},
): Promise<Reinitialized[]> {
  const { gain, consumers, consumerScale } = { ...SCHEME_DEFAULTS, ...options };
  const { slices } = graph.absent(filters);
  const writer = new SliceWriter();
  for (const slice of slices) {
    for (const slot of slots.of(slice.variable)) writer.write(slot, slice, 0);
    if (slice.role === "kernel" || slice.role === "consumer") continue;
    const initial = slice.role === "gamma" || slice.role === "movingVariance" ? 1 : 0;
    writer.write(slice.variable, slice, initial);
  }
  if (consumers === "keep") {
    for (const slice of slices.filter(({ role }) => role === "consumer")) {
      writer.write(slice.variable, slice, pruned.rows(slice));
    }
  } else {
    const scales = await survivingScales(slices);
    slices.filter(({ role }) => role === "consumer").forEach((slice, i) => {
      const scale = consumerScale * (scales.get(slice.variable) ?? FALLBACK_CONSUMER_SCALE);
      // Split by index: tfjs' names of variables differ between two copies of a model.
      const draws = rng.split("consumer", i).normals(slice.indices.length * rowLength(slice));
      writer.write(slice.variable, slice, Float32Array.from(draws, (z) => scale * z));
    });
  }
  // Before the new filters are drawn: they are orthogonal to the survivors' new weights on re-initialized channels, too.
  await writer.commit();

  const result: Reinitialized[] = [];
  for (const [name, old] of Map.groupBy(filters, ({ layer }) => layer)) {
    const slice = graph.absent(old).slices.find(({ role }) => role === "kernel");
    if (slice === undefined) continue;
    const kernel = await graph.kernelMatrix(name);
    const removed = new Set(slice.indices);
    const kept = Array.from({ length: kernel.rows }, (_, row) => row).filter((row) =>
      !removed.has(row)
    );
    const survivors = selectRows(kernel, kept);
    const { columns } = kernel;
    const rows = slice.indices.length;
    const fresh = sampleNullSpace({
      survivors,
      old: { rows, columns, data: pruned.rows(slice) },
      gaussians: { rows, columns, data: rng.split("filters", name).normals(rows * columns) },
      length: gain * meanNorm(survivors),
    });
    writer.write(slice.variable, slice, Float32Array.from(fresh.filters.data));
    slice.indices.forEach((filter, i) =>
      result.push({
        layer: name,
        filter,
        rung: fresh.rungs[i] ?? "random",
        maxCosine: fresh.maxCosine[i] ?? 1,
      })
    );
  }
  await writer.commit();
  return result;
}

/** The mean L2 norm of the rows that are not all zero; 1 where there are none. */
function meanNorm(kernel: Matrix): number {
  const norms = rowNorms(kernel).filter((norm) => norm > 0);
  return norms.length === 0 ? 1 : norms.reduce((a, b) => a + b) / norms.length;
}

/** The root mean square of the surviving weights of each consumer's variable; no entry where there are none. */
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
