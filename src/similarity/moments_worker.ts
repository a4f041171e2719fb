/**
 * The worker of {@linkcode MomentsThread}, which has an instance of the linear-algebra module of its own.
 *
 * @module
 */
import { Moments, type MomentsState } from "../linalg/mod.ts";
import { serve } from "../threads/mod.ts";
import type { MomentsRequest } from "./moments_thread.ts";

const collected = new Map<number, Moments>();

serve((request: MomentsRequest): MomentsState | null => {
  const { id } = request;
  const moments = collected.get(id);
  if (request.type === "take") {
    collected.delete(id);
    return moments?.state ?? null;
  }
  const own = moments ?? new Moments(request.block.columns);
  collected.set(id, own);
  own.add(request.block);
  return null;
});
