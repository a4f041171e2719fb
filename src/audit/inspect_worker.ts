/**
 * A worker that measures layers of a model file, which it opens for itself.
 *
 * @module
 */
import type { InspectedLayer } from "../report/mod.ts";
import type { Attempt } from "../attempt.ts";
import { serve } from "../threads/mod.ts";
import type { InspectLayerOptions } from "./inspect_layer.ts";
import { inspected } from "./inspect_layers.ts";
import { answerLayers, type LayersReply, type LayersRequest } from "./on_layers.ts";

serve((
  request: LayersRequest<InspectLayerOptions>,
): Promise<LayersReply<Attempt<InspectedLayer>>> => answerLayers(request, inspected));
