/**
 * The page's parts about single layers.
 *
 * @module
 */
import { listed } from "../listed.ts";
import { median } from "../median.ts";
import { type CcaLayer, type CcaReport, medianCorrelation, strongestPair } from "../report/mod.ts";
import { bars } from "./bars.ts";
import { colorScale } from "./color_scale.ts";
import { type Grid, heatMap, trianglesMap } from "./heat_map.ts";
import { escaped, htmlTable } from "./html.ts";
import { aboveDiagonal, type Part, readout } from "./readout.ts";

/** A list of filters is cut after this many. */
const MOST_NAMED = 24;

/** In layers of more filters the page leaves out Pearson correlations, to stay small; the report has them. */
const MOST_WITH_PEARSON = 256;

/**
 * All layers in one table, each linked to its card.
 *
 * @param report The report.
 * @returns HTML.
 */
export function layerTable(report: CcaReport): string {
  const head = [
    "layer",
    "filters",
    "dead",
    "rank",
    "strongest pair",
    "r",
    "median r",
    "chance",
    "redundant groups",
    "median with rest",
    "chance",
    "chance of images",
  ];
  const rows = report.layers.map((layer, index) => {
    const top = strongestPair(layer);
    return [
      `<a href="#layer-${index}">${escaped(nameOf(report, layer))}</a>`,
      String(layer.filters),
      String(layer.deadFilters.length),
      String(layer.rank),
      top === null ? "–" : `${top.i}, ${top.j}`,
      top === null ? "–" : top.correlation.toFixed(3),
      medianCorrelation(layer).toFixed(3),
      layer.chance.toFixed(3),
      String(layer.redundant.length),
      median(layer.oneVsRest).toFixed(3),
      layer.chanceOneVsRest.toFixed(3),
      layer.chanceOfImages?.oneVsRest.toFixed(3) ?? "–",
    ];
  });
  return `${
    htmlTable(head, rows, "lrrrlrrrrrrr")
  }<p class="faint">Chance of images: the level if only images are independent observations, since positions of one image are related.</p>`;
}

/**
 * Two layers in one square, as in the paper's Fig. 2.
 *
 * @param report The report.
 * @returns HTML; empty unless the report has exactly two layers.
 */
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

/**
 * One layer: findings, heat map, color scale and bars.
 *
 * @param report The report.
 * @param layer One of its layers.
 * @param index The layer's index: the target of the table's link.
 * @returns HTML.
 */
export function layerCard(report: CcaReport, layer: CcaLayer, index: number): string {
  const name = nameOf(report, layer);
  const axis = { count: layer.filters, label: "filter" };
  const map = layer.map.some((side) => side > 1) ? `${layer.map.join(" x ")} · ` : "";
  const activation = layer.activation === null || layer.activation === layer.name
    ? ""
    : ` · after ${escaped(layer.activation)}`;
  const pairs = layer.filters < 2
    ? ""
    : `<figure tabindex="0" data-parts="${escaped(readout([partOf(report, layer)]))}">
${heatMap(shown(layer, layer.pairs), axis, axis)}
${colorScale("first canonical correlation", [layer.chance])}
<output>Point at a cell for its values.</output>
</figure>
<figure>
${bars(layer.oneVsRest, "multiple correlation with the rest", layer.chanceOneVsRest)}
<figcaption>dashed: chance ${layer.chanceOneVsRest.toFixed(3)}${
      layer.chanceOfImages === undefined
        ? ""
        : `, of images ${layer.chanceOfImages.oneVsRest.toFixed(3)}`
    }</figcaption>
</figure>`;
  return `<section class="card" id="layer-${index}">
<h3>${escaped(name)} <small>${map}${layer.filters} filters${activation}</small></h3>
<p>${findings(layer)}</p>
${pairs}
</section>`;
}

function findings(layer: CcaLayer): string {
  const top = strongestPair(layer);
  const groups = layer.redundant.map(({ filters, correlation }) =>
    `{${listed(filters, MOST_NAMED)}} at least ${correlation.toFixed(3)}`
  );
  return [
    ...(top === null ? [] : [
      `Strongest pair: ${top.i} and ${top.j}, ${top.correlation.toFixed(3)} (chance ${
        layer.chance.toFixed(3)
      }).`,
    ]),
    `${layer.rank} of ${layer.filters} linearly independent.`,
    ...(layer.deadFilters.length === 0
      ? []
      : [`Dead on these observations: ${listed(layer.deadFilters, MOST_NAMED)}.`]),
    ...(groups.length === 0 ? [] : [`Redundant: ${listed(groups, 5, "; ")}.`]),
  ].join(" ");
}

/** A layer's matrix without its diagonal (always 1) and its dead filters (always 0). */
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
