/**
 * A worker that scores layers of a checkpoint, which it opens for itself.
 *
 * @module
 */
import { kernelLayers } from "../checkpoint/kernel_layers.ts";
import { openCheckpoint } from "../checkpoint/open_checkpoint.ts";
import { serve, takeTasks } from "../threads/mod.ts";
import type { LayerResult } from "./score_layer.ts";
import { scored, type ScoreReply, type ScoreRequest } from "./score_layers.ts";

serve(async ({ path, scoring, layers }: ScoreRequest): Promise<ScoreReply> => {
  const results = new Map<number, LayerResult>();
  try {
    using checkpoint = await openCheckpoint(path);
    const all = kernelLayers(checkpoint);
    for (const index of takeTasks(layers)) {
      const layer = all[index];
      if (layer !== undefined) results.set(index, await scored(layer, scoring));
    }
  } catch {
    // The asking thread scores the layers without a result and meets the same error.
  }
  return results;
});
