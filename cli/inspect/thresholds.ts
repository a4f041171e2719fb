/**
 * The thresholds of `repr inspect`: `--fail-ortho-above` and `--fail-dead`.
 *
 * @module
 */
import type { InspectedLayer } from "../../src/report/mod.ts";
import type { Values } from "../options/options.ts";
import type { INSPECT_OPTIONS } from "./options.ts";

/** The thresholds of a call. */
type Thresholds = Pick<Values<typeof INSPECT_OPTIONS>, "failOrthoAbove" | "failDead">;

/**
 * Which thresholds are crossed.
 *
 * @param layers The report's layers.
 * @param thresholds The options' values.
 * @returns One sentence for each threshold that is crossed.
 */
export function crossedThresholds(
  layers: readonly InspectedLayer[],
  { failOrthoAbove, failDead }: Thresholds,
): string[] {
  const failures: string[] = [];
  const over = layers.filter((layer) => meanOverlap(layer) > (failOrthoAbove ?? Infinity));
  if (over.length > 0) {
    const names = over.map((layer) => `${layer.name} ${meanOverlap(layer).toPrecision(3)}`);
    failures.push(`mean overlap is above --fail-ortho-above ${failOrthoAbove} in ${listed(names)}`);
  }
  const dead = failDead ? layers.filter(({ deadFilters }) => deadFilters.length > 0) : [];
  if (dead.length > 0) {
    const names = dead.map(({ deadFilters, name }) => `${name} ${deadFilters.length}`);
    failures.push(`found dead filters (--fail-dead) in ${listed(names)}`);
  }
  return failures;
}

/** The mean of eq. 2 over a layer's filters. */
export function meanOverlap({ orthoSum, filters }: InspectedLayer): number {
  return orthoSum / filters;
}

function listed(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(", ")
    : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more layers`;
}
