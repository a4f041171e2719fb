/**
 * The ten figures of the `shapes` data as signed distance functions: the distance of a point from the edge of a figure,
 * positive outside and negative inside. A figure has a circumscribed radius of about 1 around the origin.
 *
 * The drawing uses only + - * / and square roots, whose results IEEE 754 defines to the bit. Every machine therefore
 * draws the same bytes.
 *
 * @module
 */

/** Signed distance of the point (x, y) from the edge of a figure. */
export type Outline = (x: number, y: number) => number;

const COS_36 = (1 + Math.sqrt(5)) / 4;
const SIN_36 = Math.sqrt((5 - Math.sqrt(5)) / 8);
const STAR_INNER = 0.42; // radius of the star's inner corners
const HALF_SQRT_3 = Math.sqrt(3) / 2;

/** The figures by class name, in class order. */
export const OUTLINES: Readonly<Record<string, Outline>> = {
  bars: (x, y) => Math.min(box(x, y, 0.8, 0.16), box(x, Math.abs(y) - 0.62, 0.8, 0.16)),
  checker: (x, y) =>
    Math.min(
      box(x, y, 0.27, 0.27),
      box(Math.abs(x) - 0.54, Math.abs(y) - 0.54, 0.27, 0.27),
    ),
  crescent: (x, y) => Math.max(disc(x, y, 0.95), -disc(x - 0.45, y, 0.72)),
  cross: (x, y) => Math.min(box(x, y, 0.95, 0.25), box(x, y, 0.25, 0.95)),
  disc: (x, y) => disc(x, y, 0.82),
  frame: (x, y) => Math.abs(box(x, y, 0.62, 0.62)) - 0.12,
  ring: (x, y) => Math.abs(disc(x, y, 0.74)) - 0.14,
  square: (x, y) => box(x, y, 0.7, 0.7),
  star: (x, y) => star(x, y),
  triangle: (x, y) => triangle(x, y, 0.95),
};

function disc(x: number, y: number, radius: number): number {
  return Math.sqrt(x * x + y * y) - radius;
}

function box(x: number, y: number, halfWidth: number, halfHeight: number): number {
  const dx = Math.abs(x) - halfWidth;
  const dy = Math.abs(y) - halfHeight;
  const outsideX = Math.max(dx, 0);
  const outsideY = Math.max(dy, 0);
  return Math.sqrt(outsideX * outsideX + outsideY * outsideY) + Math.min(Math.max(dx, dy), 0);
}

/** An equilateral triangle: the largest of the distances from its three sides; exact inside and near the sides. */
function triangle(x: number, y: number, radius: number): number {
  return Math.max(-y, HALF_SQRT_3 * Math.abs(x) + y / 2) - radius / 2;
}

/** A five-pointed star: the point is mirrored into one tenth of it, where one line from tip to inner corner remains. */
function star(x: number, y: number): number {
  let px = Math.abs(x);
  let py = y;
  for (const nx of [COS_36, -COS_36]) {
    const beyond = Math.max(nx * px - SIN_36 * py, 0) * 2;
    px -= beyond * nx;
    py += beyond * SIN_36;
  }
  px = Math.abs(px);
  const cornerX = STAR_INNER * SIN_36;
  const cornerY = STAR_INNER * COS_36;
  const rise = 1 - cornerY;
  return (px * rise + (py - 1) * cornerX) / Math.sqrt(rise * rise + cornerX * cornerX);
}
