/**
 * The page of a report of `repr cca`: one HTML file that needs no network.
 *
 * @module
 */
import { grouped } from "../encoding/grouped.ts";
import type { CcaReport } from "../report/mod.ts";
import { betweenSection } from "./cca_between.ts";
import { fig2Section, layerCard, layerTable } from "./cca_layers.ts";
import { escaped, page } from "./html.ts";
import { READOUT_SCRIPT } from "./readout.ts";
import { STYLE } from "./style.ts";

/**
 * The page of a report of `repr cca`: the layers in a table, a heat map of each layer's correlations, and the comparison
 * between layers. Values of cells are shown under the pointer.
 *
 * @param report The report.
 * @returns HTML; the page loads nothing from elsewhere.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ccaPage } from "./mod.ts";
 *
 * const html = ccaPage({
 *   kind: "cca",
 *   version: 1,
 *   tool: { name: "repr", version: "0.1.0" },
 *   options: {},
 *   method: "cca",
 *   definition: "Variables are the columns, observations the rows.",
 *   models: [{ path: "conv1.npy", kind: "activations" }],
 *   data: null,
 *   backend: null,
 *   observations: 4,
 *   betweenObservations: 4,
 *   pool: 1,
 *   tolerance: 1e-10,
 *   layers: [],
 *   between: [],
 *   warnings: ["few <observations>"],
 *   seconds: 0.1,
 * });
 * assert.match(html, /^<!DOCTYPE html>/);
 * assert.match(html, /few &lt;observations&gt;/);
 * ```
 */
export function ccaPage(report: CcaReport): string {
  const { models, layers } = report;
  const title = `How correlated are the features of ${
    models.map(({ path }) => path.split("/").at(-1) ?? path).join(" and ")
  }?`;
  const body = [
    header(report, title),
    `<h2>Layers</h2>\n${layerTable(report)}`,
    betweenSection(report),
    fig2Section(report),
    `<h2>Within each layer</h2>\n<p class="faint">Colors: the first canonical correlation of two filters' pooled maps. Bars: multiple correlation of each filter with the rest. “Chance” marks the level that unrelated filters reach with as many observations. Gray: the diagonal and dead filters.</p>`,
    `<div class="cards">\n${
      layers.map((layer, index) => layerCard(report, layer, index)).join("\n")
    }\n</div>`,
  ];
  return page(title, STYLE, body.filter((part) => part !== "").join("\n"), READOUT_SCRIPT);
}

function header(report: CcaReport, title: string): string {
  const { observations, data, definition, warnings, tool, tolerance } = report;
  const seen = data === null
    ? `${grouped(observations)} observations`
    : `${grouped(observations)} ${data.split} images of ${data.name}`;
  const alerts = warnings.map((warning) => `<p class="alert">⚠ ${escaped(warning)}</p>`);
  return `<header>
<h1>${escaped(title)}</h1>
<p class="faint">${
    escaped(seen)
  } · directions with at most ${tolerance} of the largest variance left out · ${tool.name} ${tool.version}</p>
<p>${escaped(definition)}</p>
${alerts.join("\n")}
</header>`;
}
