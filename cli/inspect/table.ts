/**
 * The report of `repr inspect` as tables of 80 columns.
 *
 * @module
 */
import type { InspectedLayer, InspectReport, ModelComparison } from "../../src/report/mod.ts";
import { modelHeader, shortened } from "../output/model_header.ts";
import { percent } from "../output/numbers.ts";
import { firstRows } from "../output/table.ts";
import type { Colors } from "../output/terminal.ts";
import { meanOverlap } from "./thresholds.ts";

/**
 * The report as text: what overlaps most first.
 *
 * @param top Rows of each table.
 */
export function inspectTable(report: InspectReport, colors: Colors, top: number): string {
  const parts = [
    modelHeader(report.model, colors) +
    `Sum of overlaps (eq. 2) ${report.orthoSum.toPrecision(4)}\n`,
    layerTable(report.layers, colors, top),
    ...(report.comparison === null ? [] : [comparisonTable(report.comparison, colors, top)]),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function layerTable(
  layers: readonly InspectedLayer[],
  colors: Colors,
  top: number,
): string {
  const sorted = layers.toSorted((a, b) => meanOverlap(b) - meanOverlap(a));
  const rows = sorted.slice(0, top).map((layer) => [
    shortened(layer.name, 25),
    String(layer.fanIn),
    String(layer.filters),
    meanOverlap(layer).toFixed(3),
    String(layer.rank),
    layer.effectiveRank.toFixed(1),
    layer.room === 0 ? colors.yellow("0") : String(layer.room),
    marked(layer.deadFilters.length, colors),
    marked(layer.duplicateCount, colors),
  ]);
  const head = ["layer", "fan-in", "filters", "overlap", "rank", "eff.", "room", "dead", "dup."];
  return firstRows(rows, layers.length, { head: head.map(colors.dim), align: "lrrrrrrrr" });
}

function marked(count: number, colors: Colors): string {
  return count === 0 ? "–" : colors.yellow(String(count));
}

function comparisonTable(
  { model, layers }: ModelComparison,
  colors: Colors,
  top: number,
): string {
  const sorted = layers.toSorted((a, b) => (b.change ?? 0) - (a.change ?? 0));
  const rows = sorted.slice(0, top).map((layer) => {
    const [before = 0, after = 0] = layer.orthoSum;
    const [rankBefore = 0, rankAfter = 0] = layer.rank;
    return [
      shortened(layer.name, 25),
      layer.change === null ? "–" : percent(layer.change),
      layer.meanCosine.toFixed(3),
      `${layer.mostTurned.cosine.toFixed(2)} (${layer.mostTurned.filter})`,
      `${before.toPrecision(3)} -> ${after.toPrecision(3)}`,
      rankBefore === rankAfter ? String(rankBefore) : `${rankBefore} -> ${rankAfter}`,
    ];
  });
  const head = ["layer", "change", "cosine", "most turned", "sum of overlaps", "rank"];
  return `Compared with ${colors.bold(model.path)} (${model.format})\n\n` +
    firstRows(rows, layers.length, { head: head.map(colors.dim), align: "lrrrrr" });
}
