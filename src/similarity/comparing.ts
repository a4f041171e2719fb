/**
 * From activations to moments, and from moments to what they say.
 *
 * @module
 */
import type { Activations } from "./activations.ts";
import { compare, type Compared } from "./between.ts";
import type { Panel } from "./comparisons.ts";
import { RESOLUTION } from "./dead.ts";
import type { Gathering } from "./gathering.ts";
import { type RedundantGroup, redundantGroups } from "./redundant.ts";
import { type Within, within } from "./within.ts";

/** How far the work is: images read in one of some passes, or layers compared. */
export interface SimilarityEvent {
  readonly doing: "reading" | "comparing" | "permuting";
  readonly done: number;
  readonly of: number;
}

/** One layer's filters, compared with each other. */
export interface LayerSimilarity extends Within {
  readonly redundant: readonly RedundantGroup[];
}

/** Two layers, compared. */
export interface LayerPair extends Compared {
  /** Place of the first layer. */
  readonly a: number;
  /** Place of the second. */
  readonly b: number;
}

/** Who hears how far the work is, and who may end it. */
export interface Hearing {
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told how far the work is. */
  readonly progress?: (event: SimilarityEvent) => void;
}

/** What is compared, and how. */
export interface CompareSettings {
  /** As {@linkcode compare} takes it. */
  readonly variance: number;
  /** As {@linkcode compare} takes it. */
  readonly tolerance: number;
  /** Filters whose pairs are correlated at least so much are redundant. */
  readonly redundantAbove: number;
}

/** What the moments of one pass say. */
export interface Found {
  /** In the order of the activations' layers. */
  readonly layers: readonly LayerSimilarity[];
  readonly between: readonly LayerPair[];
}

/**
 * Reads all images once into some gatherings.
 *
 * @returns The resolution of the numbers that were read, for {@linkcode deadVariables}.
 */
export async function gather(
  activations: Activations,
  gatherings: readonly Gathering[],
  { signal, progress }: Hearing,
): Promise<number> {
  const { layers, images } = activations;
  let [place, done] = [0, 0];
  let resolution: number = RESOLUTION.f64;
  for await (const maps of activations.read(signal)) {
    signal?.throwIfAborted();
    if (maps.data instanceof Float32Array) resolution = RESOLUTION.f32;
    for (const gathering of gatherings) await gathering.add(place, maps);
    place = (place + 1) % layers.length;
    if (place > 0) continue;
    for (const gathering of gatherings) await gathering.endBatch();
    done += maps.images;
    progress?.({ doing: "reading", done, of: images });
  }
  for (const gathering of gatherings) await gathering.finish();
  return resolution;
}

/** Everything that the moments of one pass say. */
export function compared(
  { layers, panels: joint }: Gathering,
  chosen: readonly Panel[],
  settings: CompareSettings,
  resolution: number,
  { signal, progress }: Hearing,
): Found {
  const { tolerance, redundantAbove } = settings;
  const of = layers.length + chosen.reduce((sum, { pairs }) => sum + pairs.length, 0);
  let done = 0;
  const step = <T>(result: T): T => {
    signal?.throwIfAborted();
    progress?.({ doing: "comparing", done: ++done, of });
    return result;
  };
  return {
    layers: layers.map((moments) => {
      const own = within(moments, resolution, tolerance);
      return step({ ...own, redundant: redundantGroups(own.pairs, redundantAbove) });
    }),
    between: joint.flatMap((moments, panel) =>
      (chosen[panel]?.pairs ?? []).map(([first, second]) => {
        const pair = moments.pair(first, second, resolution);
        const [a = 0, b = 0] = [moments.layers[first], moments.layers[second]];
        return step({ a, b, ...compare(pair, moments.observations, settings) });
      })
    ),
  };
}
