/**
 * The report of `repr rank` as tables of 80 columns.
 *
 * @module
 */
import { ownValue } from "../../src/own_value.ts";
import type { RankedLayer, RankReport } from "../../src/report/mod.ts";
import { modelHeader, shortened } from "../output/model_header.ts";
import { grouped, percent } from "../output/numbers.ts";
import { firstRows, table } from "../output/table.ts";
import type { Colors } from "../output/terminal.ts";

/**
 * The report as text.
 *
 * @param top Rows of each table.
 */
export function rankTable(report: RankReport, colors: Colors, top: number): string {
  const parts = [
    header(report, colors),
    filterTable(report, colors, top),
    layerTable(report, colors, top),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function header({ model, criterion, selection, ranking }: RankReport, colors: Colors): string {
  return `${modelHeader(model, colors)}Ranked by ${criterion}: ${
    grouped(ranking.length)
  } filters; pruning ${percent(selection.prune)} would take ${grouped(selection.count)}\n`;
}

function filterTable({ ranking, layers }: RankReport, colors: Colors, top: number): string {
  if (top === 0) return "";
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const rows = ranking.slice(0, top).map(({ rank, layer, filter, score }) => {
    const nearest = byName.get(layer)?.nearest[filter] ?? null;
    return [
      String(rank),
      shortened(layer, 34),
      String(filter),
      score === null ? "–" : score.toPrecision(4),
      nearest === null ? "–" : String(nearest.filter),
      nearest === null ? "–" : nearest.cosine.toFixed(3),
    ];
  });
  const head = ["rank", "layer", "filter", "score", "most like", "cosine"];
  return table(rows, { head: head.map((word) => colors.dim(word)), align: "rlrrrr" });
}

function layerTable({ layers, selection }: RankReport, colors: Colors, top: number): string {
  const share = (layer: RankedLayer) =>
    (ownValue(selection.perLayer, layer.name) ?? 0) / Math.max(1, layer.filters);
  const sorted = layers.toSorted((a, b) => share(b) - share(a));
  const rows = sorted.slice(0, top).map((layer) => [
    shortened(layer.name, 27),
    shortKind(layer),
    String(layer.fanIn),
    String(layer.filters),
    layer.ranked ? String(ownValue(selection.perLayer, layer.name) ?? 0) : "–",
    layer.ranked ? percent(share(layer)) : "–",
  ]);
  const head = ["layer", "kernel", "fan-in", "filters", "pruned", ""];
  return firstRows(rows, layers.length, { head: head.map(colors.dim), align: "llrrrr" });
}

/** `3x3`, `depthwise 3x3`, `transposed 2x2`, `3x3 in 32`: the kernel, its kind where it is not the usual one, groups. */
function shortKind({ kind, kernel, groups }: RankedLayer): string {
  if (kind === "dense") return kind;
  const depthwise = kind.startsWith("depthwise");
  const words = [
    ...(depthwise ? ["depthwise"] : []),
    ...(kind.endsWith("transpose") ? ["transposed"] : []),
    kernel.join("x"),
    ...(groups > 1 && !depthwise ? [`in ${groups}`] : []),
  ];
  return words.join(" ");
}
