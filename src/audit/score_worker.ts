/**
 * A worker that scores layers of a checkpoint, which it opens for itself.
 *
 * @module
 */
import { serve } from "../threads/mod.ts";
import { answerLayers, type LayersReply, type LayersRequest } from "./on_layers.ts";
import type { LayerResult } from "./score_layer.ts";
import { scored, type Scoring } from "./score_layers.ts";

serve((request: LayersRequest<Scoring>): Promise<LayersReply<LayerResult>> =>
  answerLayers(request, scored)
);
