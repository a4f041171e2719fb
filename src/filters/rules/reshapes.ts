/**
 * Rules of the layers that rearrange an activation.
 *
 * @module
 */

import type { Channel } from "../channel.ts";
import { requireChannelsLast, UntraceableLayer } from "../layer_reading.ts";
import type { Rule } from "./rule.ts";

/**
 * Flatten and reshape keep the row-major order: element i of an activation is of channel i mod C before and of channel
 * i mod D after. So each new channel consists of elements of one or several old channels, which must be equal.
 */
const reshape: Rule = ({ layer, name, input, inputShapes, outputShape }, { pool }) => {
  requireChannelsLast(layer, name);
  const width = outputShape.at(-1);
  if (width === input.length) return input;
  const size = inputShapes[0]?.slice(1).reduce<number>((a, b) => a * (b ?? NaN), 1) ?? NaN;
  if (typeof width !== "number" || Number.isNaN(size)) {
    throw new UntraceableLayer(
      name,
      "it reshapes images of unknown size",
      ", expected a model with a fixed input shape",
    );
  }
  const all = Array.from({ length: size }, (_, i) => input[i % input.length]);
  return Array.from({ length: width }, (_, j) => j).flatMap((j) => {
    const found = new Set<Channel>();
    for (let i = j; i < size; i += width) {
      const channel = all[i];
      if (channel !== undefined) found.add(channel);
    }
    const channels = [...found];
    if (channels.length > 1 && channels.some(({ producers }) => producers.length > 0)) {
      throw new UntraceableLayer(
        name,
        "it reshapes several channels into one",
        ", expected complete channels in its last axis",
      );
    }
    return channels.length === 0 ? [] : pool.union(channels);
  });
};

/** Axes are counted from 1; axis 0 is the batch. */
const permute: Rule = ({ layer, name, input, inputShapes }) => {
  const { dims } = layer.getConfig();
  const last = (inputShapes[0]?.length ?? 0) - 1;
  if (!Array.isArray(dims) || dims.at(-1) !== last) {
    throw new UntraceableLayer(
      name,
      `it permutes the axes to ${dims}`,
      `, expected axis ${last} to stay last`,
    );
  }
  return input;
};

/** Layer class -> rule. */
export const reshapeRules: Readonly<Record<string, Rule>> = {
  Flatten: reshape,
  Reshape: reshape,
  Permute: permute,
};
