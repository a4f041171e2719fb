/**
 * The page's section about the comparison between layers.
 *
 * @module
 */
import { grouped } from "../encoding/grouped.ts";
import type { CcaPair, CcaReport } from "../report/mod.ts";
import { nameOf } from "./cca_layers.ts";
import { colorScale } from "./color_scale.ts";
import { type Grid, heatMap } from "./heat_map.ts";
import { escaped, htmlTable } from "./html.ts";
import { type Part, readout } from "./readout.ts";

/** With more comparisons than this, they are an image instead of a table. */
const MOST_ROWS = 6;

/** The report's measures: field and name. */
const MEASURES = [
  ["mean", "mean CCA"],
  ["svcca", "SVCCA"],
  ["pwcca", "PWCCA"],
  ["cka", "CKA"],
  ["ckaUnbiased", "CKA unbiased"],
  ["procrustes", "Procrustes"],
] as const;

type Measure = typeof MEASURES[number];

/**
 * The comparisons between layers: a few as a table, many as a matrix of the report's method.
 *
 * @param report The report.
 * @returns HTML; empty if no layers were compared.
 */
export function betweenSection(report: CcaReport): string {
  if (report.between.length === 0) return "";
  const body = report.between.length <= MOST_ROWS ? pairTable(report) : matrix(report);
  return `<h2>Between layers</h2>\n${body}`;
}

function pairTable(report: CcaReport): string {
  const head = ["layer", "layer", "first", ...MEASURES.map(([, called]) => called)];
  const rows = report.between.map((pair) => [
    ...namesOf(report, pair).map(escaped),
    withChance(pair.correlations[0] ?? 0, pair.chance, pair.chanceOfImages?.first),
    ...MEASURES.map(([measure]) =>
      withChance(pair[measure], pair.chanceOf[measure], pair.chanceOfImages?.[measure])
    ),
  ]);
  return `${
    htmlTable(head, rows, `ll${"r".repeat(MEASURES.length + 1)}`)
  }<p class="faint">Small figures: the level that unrelated layers reach, if all cells and if only images are independent observations.</p>`;
}

function withChance(value: number | null, chance: number, ofImages: number | undefined): string {
  const levels = [chance, ...(ofImages === undefined ? [] : [ofImages])];
  return `${value === null ? "–" : value.toFixed(3)} <small class="faint">${
    levels.map((level) => level.toFixed(3)).join(" · ")
  }</small>`;
}

function matrix(report: CcaReport): string {
  const chosen: Measure = MEASURES.find(([measure]) => measure === report.method) ?? MEASURES[0];
  const names = report.layers.map((layer) => nameOf(report, layer));
  const across = report.models.length > 1 && report.between.every((p) => p.modelA !== p.modelB);
  const second = across ? report.layers.findIndex(({ model }) => model === 2) : names.length;
  const rowNames = names.slice(0, second);
  const columnNames = across ? names.slice(second) : names;
  const pairs = new Map(report.between.map((pair) => [namesOf(report, pair).join("\n"), pair]));
  const found = (a: string, b: string) =>
    pairs.get(`${a}\n${b}`) ?? (across ? undefined : pairs.get(`${b}\n${a}`));
  const cells = rowNames.map((a) => columnNames.map((b) => found(a, b) ?? null));
  const grid: Grid = cells.map((row) => row.map((pair) => pair?.[chosen[0]] ?? null));
  const part: Part = {
    name: "",
    rows: rowNames.length,
    columns: columnNames.length,
    symmetric: false,
    rowNames,
    columnNames,
    series: [
      ...MEASURES.map(([measure, called]) => ({
        label: called,
        values: cells.flat().map((pair) => pair?.[measure] ?? null),
      })),
      { label: "first", values: cells.flat().map((pair) => pair?.correlations[0] ?? null) },
      {
        label: `chance of ${chosen[1]}`,
        values: cells.flat().map((pair) => pair?.chanceOf[chosen[0]] ?? null),
      },
      {
        label: "chance of images",
        values: cells.flat().map((pair) => pair?.chanceOfImages?.[chosen[0]] ?? null),
      },
    ],
    note: "",
  };
  const [rows, columns] = across ? ["model 1", "model 2"] : ["", ""];
  return `<p>${chosen[1]} of the filters of two layers over ${
    grouped(report.betweenObservations)
  } observations.</p>
<figure class="large" tabindex="0" data-parts="${escaped(readout([part]))}">
<div class="wide">${
    heatMap(
      grid,
      { count: rowNames.length, label: rows, names: rowNames },
      { count: columnNames.length, label: columns, names: columnNames },
    )
  }</div>
${colorScale(chosen[1], report.between.map((pair) => pair.chanceOf[chosen[0]]))}
<output>Point at a cell for its values.</output>
</figure>`;
}

function namesOf(report: CcaReport, pair: CcaPair): [string, string] {
  return [
    nameOf(report, { name: pair.a, model: pair.modelA }),
    nameOf(report, { name: pair.b, model: pair.modelB }),
  ];
}
