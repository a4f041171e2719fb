/**
 * The legend of a heat map: which color stands for which correlation, and where the chance level is.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { drawn } from "./drawing.ts";
import { PALETTE } from "./palette.ts";
import { dataUrl, palettePng } from "./png.ts";

const WIDTH = 300;
const HEIGHT = 12;

/**
 * A color scale from 0 to 1.
 *
 * @param label What the colors stand for.
 * @param chance Levels that independent data reach; the lowest and the highest are marked.
 * @returns SVG.
 */
export function colorScale(label: string, chance: readonly number[]): string {
  const gradient = Uint8Array.from({ length: 255 }, (_, i) => i);
  const [low, high] = [Math.min(...chance), Math.max(...chance)];
  const named = high - low < 0.0005
    ? `chance ${high.toFixed(3)}`
    : `chance ${low.toFixed(3)} – ${high.toFixed(3)}`;
  const src = dataUrl(palettePng(255, 1, gradient, PALETTE));
  return drawn({
    width: WIDTH + 36,
    height: 70,
    marginLeft: 28,
    marginRight: 8,
    marginTop: 20,
    marginBottom: 38,
    x: {
      domain: [0, 1],
      label,
      labelArrow: "none",
      labelAnchor: "center",
      labelOffset: 34,
      ticks: 5,
    },
    y: { domain: [0, 1], axis: null },
    marks: [
      Plot.image([src], {
        x: 0.5,
        y: 0.5,
        src: (url: string) => url,
        width: WIDTH,
        height: HEIGHT,
        preserveAspectRatio: "none",
      }),
      Plot.ruleX(high - low < 0.0005 ? [high] : [low, high], {
        stroke: "currentColor",
        strokeWidth: 1.5,
        insetTop: -5,
        insetBottom: -3,
      }),
      Plot.text([named], {
        x: high,
        y: 1,
        dy: -11,
        text: (text: string) => text,
        textAnchor: high < 0.25 ? "start" : high > 0.75 ? "end" : "middle",
      }),
    ],
  });
}
