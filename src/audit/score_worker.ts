/**
 * A worker that scores layers of a checkpoint, which it opens for itself.
 *
 * @module
 */
import { openModelFile } from "../checkpoint/mod.ts";
import { serve, takeTasks } from "../threads/mod.ts";
import type { LayerResult } from "./score_layer.ts";
import { scored, type ScoreReply, type ScoreRequest } from "./score_layers.ts";

serve(async ({ path, options, scoring, layers }: ScoreRequest): Promise<ScoreReply> => {
  const results = new Map<number, LayerResult>();
  try {
    using checkpoint = await openModelFile(path, options);
    for (const index of takeTasks(layers)) {
      const layer = checkpoint.layers[index];
      if (layer !== undefined) results.set(index, await scored(layer, scoring));
    }
  } catch {
    // The asking thread scores the layers without a result and meets the same error.
  }
  return results;
});
