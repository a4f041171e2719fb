/**
 * A worker that scores layers of a checkpoint, which it opens for itself.
 *
 * @module
 */
import { openModelFile } from "../checkpoint/mod.ts";
import { serve, takeTasks } from "../threads/mod.ts";
import type { LayerResult } from "./score_layer.ts";
import { scored, type ScoreReply, type ScoreRequest } from "./score_layers.ts";

serve(async ({ path, scoring, layers }: ScoreRequest): Promise<ScoreReply> => {
  const results = new Map<number, LayerResult>();
  try {
    using checkpoint = await openModelFile(path);
    for (const index of takeTasks(layers)) {
      const layer = checkpoint.layers[index];
      if (layer !== undefined) results.set(index, await scored(layer, scoring));
    }
  } catch {
    // The thread that sent the request scores the layers without a result, and throws the same error.
  }
  return results;
});
