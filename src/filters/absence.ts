/**
 * Which slices are absent when filters are.
 *
 * @module
 */

import { canBeAbsent, type Channel } from "./channel.ts";
import type { ChannelUses } from "./channel_uses.ts";
import type { Slice } from "./slice.ts";

/** Filters by number, and every slice that is absent with them. */
export interface NumberedAbsence {
  readonly filters: readonly number[];
  readonly slices: readonly Slice[];
}

/**
 * The one rule of absence: a slice that belongs to a channel, or reads it, is absent when all producers of the channel are
 * and the channel depends on nothing else. A depthwise filter is absent with the channel that it reads.
 */
export function absence(
  { axisUses, tiedTo }: ChannelUses,
  chosen: ReadonlySet<number>,
): NumberedAbsence {
  const absent = new Set(chosen);
  const isAbsent = (channel: Channel) =>
    canBeAbsent(channel) && channel.producers.every((number) => absent.has(number));
  for (let before = -1; before < absent.size;) {
    before = absent.size;
    for (const [number, channel] of tiedTo) if (isAbsent(channel)) absent.add(number);
  }
  const slices: Slice[] = [];
  for (const { channels, ...use } of axisUses) {
    const known = new Map<Channel, boolean>();
    const indices: number[] = [];
    channels.forEach((channel, index) => {
      const answer = known.get(channel) ?? isAbsent(channel);
      known.set(channel, answer);
      if (answer) indices.push(index);
    });
    if (use.role !== "kernel") {
      slices.push({ ...use, indices });
      continue;
    }
    // A kernel's channels are its own filters. One that was not chosen is a depthwise filter whose input channel is
    // absent: if filter 3 of a convolution is removed, filter 3 of the depthwise convolution after it only reads zeros,
    // so its weights are a reader's (`consumer`) and are restored as such.
    const isChosen = (index: number) => channels[index]?.producers.every((f) => chosen.has(f));
    slices.push({ ...use, indices: indices.filter((index) => isChosen(index)) });
    slices.push({ ...use, role: "consumer", indices: indices.filter((i) => !isChosen(i)) });
  }
  return {
    filters: [...absent].sort((a, b) => a - b),
    slices: slices.filter(({ indices }) => indices.length > 0),
  };
}
