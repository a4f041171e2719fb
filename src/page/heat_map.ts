/**
 * Heat maps: one PNG image each, so that a page of many cells stays small.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { drawn } from "./drawing.ts";
import { colorOf, NOTHING, PALETTE } from "./palette.ts";
import { dataUrl, palettePng } from "./png.ts";

/** A matrix of correlations, row after row; null where there is no value. */
export type Grid = readonly (readonly (number | null)[])[];

/** An axis of a heat map. */
export interface Axis {
  /** Number of cells along the axis. */
  readonly count: number;
  /** What the cells are, such as `filter`. */
  readonly label: string;
  /** Names of the cells. @default {the numbers from 0} */
  readonly names?: readonly string[];
}

const SIZE = 300;
const TICKS = 8;
/** Width of a letter of a name, in pixels. */
const LETTER = 5.6;

/**
 * The heat map of a matrix, with axes.
 *
 * @param grid Shape [rows, columns]; the first row is at the top.
 * @param rows The vertical axis.
 * @param columns The horizontal axis.
 * @returns SVG.
 */
export function heatMap(grid: Grid, rows: Axis, columns: Axis): string {
  const pixels = Uint8Array.from(grid.flatMap((row) => row.map(colorOf)));
  return image(columns.count, rows.count, pixels, rows, columns);
}

/**
 * Two layers in one square (the paper's Fig. 2). With different numbers of filters each triangle has cells of its own size.
 *
 * @param below The first layer's matrix, shown below the diagonal.
 * @param above The second layer's matrix, shown above the diagonal.
 * @returns SVG.
 */
export function trianglesMap(below: Grid, above: Grid): string {
  const [m, n] = [below.length, above.length];
  const size = m === n ? m : leastCommonMultiple(m, n) <= 1024 ? leastCommonMultiple(m, n) : 1024;
  const pixels = new Uint8Array(size * size).fill(NOTHING);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (x === y) continue;
      const [grid, count] = x > y ? [above, n] : [below, m];
      const cell = (at: number) => Math.floor(at * count / size);
      const [i, j] = [cell(y), cell(x)];
      pixels[y * size + x] = i === j ? NOTHING : colorOf(grid[i]?.[j] ?? null);
    }
  }
  const axis = m === n
    ? { count: m, label: "filter" }
    : { count: 1, label: "filters of each layer", names: [""] }; // one tick, without text
  return image(size, size, pixels, axis, axis);
}

function image(
  width: number,
  height: number,
  pixels: Uint8Array,
  rows: Axis,
  columns: Axis,
): string {
  const longest = ({ names = [] }: Axis) => LETTER * Math.max(2, ...names.map((n) => n.length));
  const left = Math.ceil(longest(rows)) + 32;
  const bottom = columns.names === undefined ? 36 : Math.ceil(longest(columns)) + 30;
  const square = Math.max(SIZE, columns.names === undefined ? 0 : 11 * columns.count);
  const src = dataUrl(palettePng(width, height, pixels, PALETTE));
  const ticks = ({ count, names }: Axis) => {
    const step = names === undefined ? Math.max(1, Math.ceil(count / TICKS)) : 1;
    return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step + 0.5);
  };
  const name = ({ names }: Axis) => (at: number) => names?.[Math.floor(at)] ?? `${at - 0.5}`;
  return drawn({
    width: left + square + 8,
    height: bottom + square + 8,
    marginLeft: left,
    marginBottom: bottom,
    marginTop: 8,
    marginRight: 8,
    x: { domain: [0, columns.count], label: null },
    y: { domain: [rows.count, 0], label: null },
    marks: [
      Plot.image([src], {
        x: columns.count / 2,
        y: rows.count / 2,
        src: (url: string) => url,
        width: square,
        height: square,
        preserveAspectRatio: "none",
        imageRendering: "pixelated",
      }),
      Plot.axisX(ticks(columns), {
        tickFormat: name(columns),
        tickSize: 3,
        label: columns.label,
        labelOffset: bottom - 4,
        labelArrow: "none",
        labelAnchor: "center",
        ...(columns.names === undefined ? {} : { tickRotate: -90 }),
      }),
      Plot.axisY(ticks(rows), {
        tickFormat: name(rows),
        tickSize: 3,
        label: rows.label,
        labelOffset: left - 6,
        labelArrow: "none",
        labelAnchor: "center",
      }),
    ],
  });
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return a / x * b;
}
