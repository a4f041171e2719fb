/**
 * The report of `repr cca` as tables of 80 columns.
 *
 * @module
 */
import { median } from "../../src/median.ts";
import {
  type CcaPair,
  type CcaReport,
  medianCorrelation,
  strongestPair,
} from "../../src/report/mod.ts";
import { shortened } from "../output/model_header.ts";
import { duration, grouped, wrapped } from "../output/numbers.ts";
import { table } from "../output/table.ts";
import type { Colors } from "../output/terminal.ts";

const NAME_WIDTH = 14;
const COLUMNS = 80;

/** Heading of the chance levels if only images are independent observations. */
const OF_IMAGES = "images";
const FOOTNOTE = "images: the chance level if positions of one image are not independent\n";

/**
 * The report as text.
 *
 * @param top Rows of each table.
 */
export function ccaTable(report: CcaReport, colors: Colors, top: number): string {
  const parts = [
    header(report, colors),
    layerTable(report, colors, top),
    redundantTable(report, colors, top),
    betweenTable(report, colors, top),
    hasMaps(report) ? colors.dim(FOOTNOTE) : "",
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function header({ models, observations, data, seconds, definition }: CcaReport, colors: Colors) {
  const names = models.map(({ path }) => colors.bold(path)).join(" and ");
  const seen = data === null
    ? `${grouped(observations)} observations`
    : `${grouped(observations)} ${data.split} images of ${data.name}`;
  return `${names}: ${seen} in ${duration(seconds)}\n\n${
    wrapped(definition, COLUMNS, "").split("\n").map(colors.dim).join("\n")
  }\n`;
}

/** Whether a layer has more than one position, so that levels of images are others. */
function hasMaps({ layers }: CcaReport): boolean {
  return layers.some(({ map }) => map.some((side) => side > 1));
}

/** Cells of a row, the last ones only where the report needs them. */
function withImages(report: CcaReport, cells: string[], ofImages: readonly string[]): string[] {
  return hasMaps(report) ? [...cells, ...ofImages] : cells;
}

function level(value: number | undefined): string {
  return value === undefined ? "–" : value.toFixed(3);
}

function nameOf({ models }: CcaReport, name: string, model: number): string {
  return models.length > 1
    ? `${model}: ${shortened(name, NAME_WIDTH - 3)}`
    : shortened(name, NAME_WIDTH);
}

function layerTable(report: CcaReport, colors: Colors, top: number): string {
  const rows = report.layers.map((layer) => ({ layer, best: strongestPair(layer) }))
    .sort((a, b) => (b.best?.correlation ?? 0) - (a.best?.correlation ?? 0))
    .slice(0, top)
    .map(({ layer, best }) =>
      withImages(report, [
        nameOf(report, layer.name, layer.model),
        `${layer.rank}/${layer.filters}`,
        String(layer.deadFilters.length),
        best === null ? "–" : `${best.i},${best.j}`,
        best === null ? "–" : best.correlation.toFixed(3),
        medianCorrelation(layer).toFixed(3),
        layer.chance.toFixed(3),
        median(layer.oneVsRest).toFixed(3),
        layer.chanceOneVsRest.toFixed(3),
      ], [level(layer.chanceOfImages?.oneVsRest)])
    );
  const head = withImages(
    report,
    ["layer", "rank", "dead", "pair", "r", "med.", "chance", "rest", "chance"],
    [OF_IMAGES],
  );
  const align = "lrrrrrrrrr";
  return rows.length === 0 ? "" : table(rows, { head: head.map(colors.dim), align });
}

function redundantTable(report: CcaReport, colors: Colors, top: number): string {
  const groups = report.layers.flatMap((layer) =>
    layer.redundant.map((group) => ({ layer, ...group }))
  );
  const rows = groups.sort((a, b) => b.filters.length - a.filters.length).slice(0, top).map((
    { layer, filters, correlation },
  ) => [
    nameOf(report, layer.name, layer.model),
    cut(filters.join(" "), 32),
    correlation.toFixed(3),
    layer.chance.toFixed(3),
  ]);
  const head = ["layer", "redundant filters", "at least", "chance"];
  return rows.length === 0 ? "" : table(rows, { head: head.map(colors.dim), align: "llrr" });
}

function betweenTable(report: CcaReport, colors: Colors, top: number): string {
  const { method } = report;
  const measure = method === "cca" ? "mean" : MEASURES.find((each) => each === method) ?? "mean";
  const rows = report.between.toSorted((a, b) => b[measure] - a[measure]).slice(0, top).map((
    pair: CcaPair,
  ) =>
    withImages(report, [
      nameOf(report, pair.a, pair.modelA),
      nameOf(report, pair.b, pair.modelB),
      pair[measure].toFixed(3),
      pair.chanceOf[measure].toFixed(3),
      (pair.correlations[0] ?? 0).toFixed(3),
      pair.chance.toFixed(3),
    ], [level(pair.chanceOfImages?.[measure]), level(pair.chanceOfImages?.first)])
  );
  const called = measure === "mean" ? "mean cca" : measure;
  const head = withImages(
    report,
    ["layer", "layer", called, "chance", "top", "chance"],
    [OF_IMAGES, OF_IMAGES],
  );
  const align = "llrrrrrr";
  return rows.length === 0 ? "" : table(rows, { head: head.map(colors.dim), align });
}

const MEASURES = ["svcca", "pwcca", "cka"] as const;

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
