/**
 * Which slices go when filters go.
 *
 * @module
 */

import type { Channel } from "./channel.ts";
import type { Couplings } from "./couplings.ts";
import type { Slice } from "./slice.ts";

/** Filters by number, and everything that is absent with them. */
export interface Absence {
  readonly filters: readonly number[];
  readonly slices: readonly Slice[];
}

/**
 * The one rule of absence: what belongs to a channel, or reads it, is absent when all of the channel's producers are
 * and nothing else is in it. A depthwise filter is absent with the channel it reads.
 */
export function absence({ places, follows }: Couplings, chosen: ReadonlySet<number>): Absence {
  const gone = new Set(chosen);
  const isGone = ({ external, producers }: Channel) =>
    !external && producers.length > 0 && producers.every((number) => gone.has(number));
  for (let before = -1; before < gone.size;) {
    before = gone.size;
    for (const [number, channel] of follows) if (isGone(channel)) gone.add(number);
  }
  const slices: Slice[] = [];
  for (const { channels, ...place } of places) {
    const known = new Map<Channel, boolean>();
    const indices: number[] = [];
    channels.forEach((channel, index) => {
      const absent = known.get(channel) ?? isGone(channel);
      known.set(channel, absent);
      if (absent) indices.push(index);
    });
    if (place.role !== "kernel") {
      slices.push({ ...place, indices });
      continue;
    }
    // A kernel's channels are its own filters: those not chosen follow a channel, so theirs is a reader's slice.
    const isChosen = (index: number) => channels[index]?.producers.every((f) => chosen.has(f));
    slices.push({ ...place, indices: indices.filter((index) => isChosen(index)) });
    slices.push({ ...place, role: "consumer", indices: indices.filter((i) => !isChosen(i)) });
  }
  return {
    filters: [...gone].sort((a, b) => a - b),
    slices: slices.filter(({ indices }) => indices.length > 0),
  };
}
