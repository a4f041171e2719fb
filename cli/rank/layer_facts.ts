/**
 * What reports say of a layer of a model file.
 *
 * @module
 */
import type { KernelLayer } from "../../src/checkpoint/mod.ts";
import type { RankedLayer } from "../../src/report/rank.ts";

/** The facts that `rank` and `inspect` share. */
export function layerFacts(
  { name, kind, kernel, inputChannels, filters, groups, fanIn, dilation }: KernelLayer,
): Pick<
  RankedLayer,
  "name" | "kind" | "kernel" | "inputChannels" | "filters" | "groups" | "fanIn" | "dilation"
> {
  return {
    name,
    kind,
    kernel: [...kernel],
    inputChannels,
    filters,
    groups,
    fanIn,
    dilation: dilation === null ? null : [...dilation],
  };
}
