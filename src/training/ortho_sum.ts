import type { FilterGraph } from "../filters/mod.ts";
import { orthogonality, rowNorms, selectRows } from "../linalg/mod.ts";

/**
 * The sum of eq. 2 over all filters of a network that have weights (the paper's figure 8). Filters whose weights are all
 * zero, as those of a pruned phase, are left out: they would count as orthogonal to every other filter, and lower the sum
 * by being pruned.
 *
 * @param graph The network's filters.
 * @returns The sum; NaN if a weight is not finite.
 */
export async function orthoSum(graph: FilterGraph): Promise<number> {
  let sum = 0;
  for (const { name } of graph.layers) {
    const kernel = await graph.kernelMatrix(name);
    const norms = rowNorms(kernel);
    if (!norms.every(Number.isFinite)) return NaN;
    const active = [...norms.keys()].filter((row) => norms[row] !== 0);
    if (active.length === 0) continue;
    for (const score of orthogonality(selectRows(kernel, active))) sum += score;
  }
  return sum;
}
