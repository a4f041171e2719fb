/**
 * Charts as SVG text, drawn without a browser.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { DOMParser } from "linkedom";

const document = new DOMParser().parseFromString("<html></html>", "text/html");

/** A chart's SVG. Text and axes take the color of the text around them. */
export function drawn(options: Plot.PlotOptions): string {
  const svg: { readonly outerHTML: string } = Plot.plot({
    style: { background: "none", fontSize: "11px" },
    ...options,
    document,
  });
  return svg.outerHTML.replace(/<style>[\s\S]*?<\/style>/, ""); // Plot's few rules are in the page's style
}
