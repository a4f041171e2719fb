/**
 * The page's parts about single layers.
 *
 * @module
 */
import type { CcaLayer, CcaReport } from "../report/mod.ts";
import { bars } from "./bars.ts";
import { colorScale } from "./color_scale.ts";
import { type Grid, heatMap, trianglesMap } from "./heat_map.ts";
import { escaped, htmlTable } from "./html.ts";
import { aboveDiagonal, type Part, readout } from "./readout.ts";

/** Filters of a list that are named before it is cut. */
const MOST_NAMED = 24;

/** Above so many filters the page holds one number a pair, to stay light; the report has all. */
const MOST_WITH_PEARSON = 256;

/** All layers in one table, each leading to its card. */
export function layerTable(report: CcaReport): string {
  const head = [
    "layer",
    "filters",
    "dead",
    "rank",
    "most alike",
    "r",
    "median r",
    "chance",
    "redundant groups",
    "median 1 : rest",
    "chance",
  ];
  const rows = report.layers.map((layer, place) => {
    const top = mostAlike(layer);
    return [
      `<a href="#layer-${place}">${escaped(nameOf(report, layer))}</a>`,
      String(layer.filters),
      String(layer.deadFilters.length),
      String(layer.rank),
      top === null ? "–" : `${top.i}, ${top.j}`,
      top === null ? "–" : top.correlation.toFixed(3),
      middle(aboveDiagonal(layer.pairs)).toFixed(3),
      layer.chance.toFixed(3),
      String(layer.redundant.length),
      middle(layer.oneVsRest).toFixed(3),
      layer.chanceOneVsRest.toFixed(3),
    ];
  });
  return htmlTable(head, rows, "lrrrlrrrrrr");
}

/** Two layers in one square, as in the paper's Fig. 2; empty unless there are exactly two. */
export function fig2Section(report: CcaReport): string {
  const [first, second, ...others] = report.layers;
  if (first === undefined || second === undefined || others.length > 0) return "";
  const [below, above] = [nameOf(report, first), nameOf(report, second)];
  return `<h2>${escaped(below)} and ${escaped(above)}</h2>
<div class="card" style="max-width: 24rem">
<figure tabindex="0" data-parts="${
    escaped(readout([partOf(report, first), partOf(report, second)]))
  }">
<figcaption>Below the diagonal ${escaped(below)}, above it ${
    escaped(above)
  } (the form of the paper's Fig. 2).</figcaption>
${trianglesMap(shown(first, first.pairs), shown(second, second.pairs))}
${colorScale("first canonical correlation", [first.chance, second.chance])}
<output>Point at a cell for its values.</output>
</figure></div>`;
}

/** One layer: heat map, color scale, bars, findings. */
export function layerCard(report: CcaReport, layer: CcaLayer, place: number): string {
  const name = nameOf(report, layer);
  const axis = { count: layer.filters, label: "filter" };
  const map = layer.map.some((side) => side > 1) ? `${layer.map.join(" x ")} · ` : "";
  const behind = layer.activation === null || layer.activation === layer.name
    ? ""
    : ` · behind ${escaped(layer.activation)}`;
  const pairs = layer.filters < 2
    ? ""
    : `<figure tabindex="0" data-parts="${escaped(readout([partOf(report, layer)]))}">
${heatMap(shown(layer, layer.pairs), axis, axis)}
${colorScale("first canonical correlation", [layer.chance])}
<output>Point at a cell for its values.</output>
</figure>
<figure>
${bars(layer.oneVsRest, "one against the rest", layer.chanceOneVsRest)}
<figcaption>dashed: chance ${layer.chanceOneVsRest.toFixed(3)}</figcaption>
</figure>`;
  return `<section class="card" id="layer-${place}">
<h3>${escaped(name)} <small>${map}${layer.filters} filters${behind}</small></h3>
<p>${findings(layer)}</p>
${pairs}
</section>`;
}

function findings(layer: CcaLayer): string {
  const top = mostAlike(layer);
  const groups = layer.redundant.map(({ filters, correlation }) =>
    `{${named(filters)}} at least ${correlation.toFixed(3)}`
  );
  return [
    ...(top === null ? [] : [
      `Most alike: ${top.i} and ${top.j}, ${top.correlation.toFixed(3)} (chance ${
        layer.chance.toFixed(3)
      }).`,
    ]),
    `${layer.rank} of ${layer.filters} linearly independent.`,
    ...(layer.deadFilters.length === 0
      ? []
      : [`Dead on these observations: ${named(layer.deadFilters)}.`]),
    ...(groups.length === 0
      ? []
      : [`Redundant: ${groups.slice(0, 5).join("; ")}${groups.length > 5 ? "; …" : ""}.`]),
  ].join(" ");
}

function named(filters: readonly number[]): string {
  return filters.slice(0, MOST_NAMED).join(", ") + (filters.length > MOST_NAMED ? ", …" : "");
}

/** A layer's matrix without its diagonal, which says nothing, and its dead filters, which are correlated with nothing. */
function shown({ deadFilters }: CcaLayer, matrix: readonly (readonly number[])[]): Grid {
  const dead = new Set(deadFilters);
  return matrix.map((row, i) =>
    row.map((value, j) => i === j || dead.has(i) || dead.has(j) ? null : value)
  );
}

function partOf(report: CcaReport, layer: CcaLayer): Part {
  const p = layer.pValues;
  return {
    name: nameOf(report, layer),
    rows: layer.filters,
    columns: layer.filters,
    symmetric: true,
    rowNames: null,
    columnNames: null,
    series: [
      { label: "r", values: aboveDiagonal(shown(layer, layer.pairs)) },
      ...(layer.filters > MOST_WITH_PEARSON
        ? []
        : [{ label: "Pearson |r|", values: aboveDiagonal(shown(layer, layer.pearson)) }]),
      ...(p === null ? [] : [{ label: "p", values: aboveDiagonal(p.pairs) }]),
    ],
    note: `chance ${layer.chance.toFixed(3)}`,
  };
}

/** A layer's name, with its model's number where there are two. */
export function nameOf(
  { models }: Pick<CcaReport, "models">,
  { name, model }: Pick<CcaLayer, "name" | "model">,
): string {
  return models.length > 1 ? `${model}: ${name}` : name;
}

function mostAlike({ pairs }: CcaLayer): { i: number; j: number; correlation: number } | null {
  let top: { i: number; j: number; correlation: number } | null = null;
  for (const [i, row] of pairs.entries()) {
    for (let j = i + 1; j < row.length; j++) {
      const correlation = row[j] ?? 0;
      if (top === null || correlation > top.correlation) top = { i, j, correlation };
    }
  }
  return top;
}

function middle(values: readonly (number | null)[]): number {
  const sorted = values.map((value) => value ?? 0).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
