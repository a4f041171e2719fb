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

/** The page as HTML. */
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
    `<h2>Within each layer</h2>\n<p class="faint">Colors: the first canonical correlation of two filters' pooled maps. Bars: how well all the other filters foretell one. Levels marked “chance” are what unrelated filters reach with as many observations. Gray: the diagonal and dead filters.</p>`,
    `<div class="cards">\n${
      layers.map((layer, place) => layerCard(report, layer, place)).join("\n")
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
