/**
 * Charts as SVG text, drawn without a browser.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { DOMParser } from "linkedom";

const document = new DOMParser().parseFromString("<html></html>", "text/html");

/**
 * Draws a chart. Text and axes have the color of the surrounding text.
 *
 * @param options Observable Plot's options.
 * @returns SVG.
 */
export function drawn(options: Plot.PlotOptions): string {
  const svg: { readonly outerHTML: string } = Plot.plot({
    style: { background: "none", fontSize: "11px" },
    ...options,
    document,
  });
  return svg.outerHTML.replace(/<style>[\s\S]*?<\/style>/, ""); // the page's style sheet has these rules
}
