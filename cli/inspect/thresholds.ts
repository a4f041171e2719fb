/**
 * The thresholds of `repr inspect`: `--fail-ortho-above` and `--fail-dead`.
 *
 * @module
 */
import { listedWithRest } from "../../src/listed.ts";
import type { InspectedLayer, InspectReport } from "../../src/report/mod.ts";
import type { Values } from "../options/options.ts";
import type { INSPECT_OPTIONS } from "./options.ts";

/** The thresholds of a call. */
type Thresholds = Pick<Values<typeof INSPECT_OPTIONS>, "failOrthoAbove" | "failDead">;

/** What the thresholds look at, of one layer of one model. */
interface Finding {
  readonly name: string;
  readonly overlap: number;
  /** How many filters are dead. */
  readonly dead: number;
  /** How many filters have NaN or infinite weights. */
  readonly broken: number;
}

/**
 * Which thresholds are crossed. Filters with NaN or infinite weights cross both: neither their norm nor their overlap is
 * known. Layers that could not be measured cross both, too. Of two models both are checked.
 *
 * @param report The report.
 * @param thresholds The options' values.
 * @returns One sentence for each threshold that is crossed.
 */
export function crossedThresholds(
  { layers, comparison, skipped = [] }: Pick<InspectReport, "layers" | "comparison" | "skipped">,
  { failOrthoAbove, failDead }: Thresholds,
): string[] {
  const failures: string[] = [];
  const findings = layers.map((layer): Finding => ({
    name: layer.name,
    overlap: meanOverlap(layer),
    dead: layer.deadFilters.length,
    broken: layer.brokenFilters.length,
  }));
  const filters = new Map(layers.map((layer) => [layer.name, layer.filters]));
  for (const { name, orthoSum, deadFilters, brokenFilters } of comparison?.layers ?? []) {
    findings.push({
      name: `${name} of ${comparison?.model.path}`,
      overlap: (orthoSum[1] ?? 0) / (filters.get(name) ?? 1),
      dead: deadFilters?.[1] ?? 0,
      broken: brokenFilters?.[1] ?? 0,
    });
  }
  const broken = findings.filter((layer) => layer.broken > 0);
  if (failOrthoAbove !== null) {
    const over = findings.filter(({ overlap }) => overlap > failOrthoAbove);
    if (over.length > 0) {
      const names = over.map(({ name, overlap }) => `${name} ${overlap.toPrecision(3)}`);
      failures.push(
        `mean overlap is above --fail-ortho-above ${failOrthoAbove} in ${listed(names)}`,
      );
    }
    if (broken.length > 0) {
      const names = broken.map((layer) => `${layer.name} ${layer.broken}`);
      failures.push(
        `overlap of filters with NaN or infinite weights is unknown (--fail-ortho-above) in ${
          listed(names)
        }`,
      );
    }
  }
  if (failDead) {
    const dead = findings.filter((layer) => layer.dead > 0);
    if (dead.length > 0) {
      const names = dead.map((layer) => `${layer.name} ${layer.dead}`);
      failures.push(`found dead filters (--fail-dead) in ${listed(names)}`);
    }
    if (broken.length > 0) {
      const names = broken.map((layer) => `${layer.name} ${layer.broken}`);
      failures.push(
        `found filters with NaN or infinite weights (--fail-dead) in ${listed(names)}`,
      );
    }
  }
  if (skipped.length > 0 && (failDead || failOrthoAbove !== null)) {
    failures.push(`could not measure ${listed(skipped.map(({ name }) => name))}`);
  }
  return failures;
}

/** The mean of eq. 2 over a layer's filters. */
export function meanOverlap({ orthoSum, filters }: InspectedLayer): number {
  return orthoSum / filters;
}

function listed(names: readonly string[]): string {
  return listedWithRest(names, 5) + (names.length > 5 ? " layers" : "");
}
