/**
 * Paints one figure into a scene of a textured background, distracting blobs, a brightness gradient and noise. Bright
 * figures on a dark background are as likely as dark figures on a bright one, so the brightness of a pixel is independent
 * of the class, and a linear model learns little.
 *
 * @module
 */

import type { Rng } from "../src/rng.ts";
import type { Outline } from "./shape_outlines.ts";

/** Height and width of a scene in pixels. */
export const SCENE_SIZE = 32;

const COS_30 = Math.sqrt(3) / 2;
const LATTICE = 5; // grid points of the texture in each direction

interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

interface Blob {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly color: Color;
  readonly inFront: boolean;
}

/**
 * Paints a scene.
 *
 * @param outline The figure.
 * @param rng Source of everything else in the scene: position, size, tilt, colors, blobs, noise.
 * @param pixels Receives the scene, shape [32, 32, 3].
 */
export function paintScene(outline: Outline, rng: Rng, pixels: Uint8Array): void {
  const between = (low: number, high: number): number => low + (high - low) * rng.uniform();
  const middle = SCENE_SIZE / 2;

  const dark = between(0.12, 0.5);
  const bright = dark + between(0.3, 0.5);
  const inverted = rng.integer(2) === 1;
  const ground = color(inverted ? bright : dark, rng);
  const figure = color(inverted ? dark : bright, rng);

  const radius = between(9, 12.5);
  const [cos, sin] = tilt(rng);
  const centerX = between(middle - 3, middle + 3);
  const centerY = between(middle - 3, middle + 3);

  const light = { across: between(-0.2, 0.2), down: between(-0.2, 0.2) };
  const texture = { strength: between(0, 0.12), corners: lattice(rng) };
  const grain = between(0.02, 0.06);
  const blobs = Array.from({ length: 1 + rng.integer(4) }, (): Blob => ({
    x: between(0, SCENE_SIZE),
    y: between(0, SCENE_SIZE),
    radius: between(1, 2.5),
    color: color(between(0.1, 0.9), rng),
    inFront: rng.integer(2) === 1,
  }));

  for (let row = 0, at = 0; row < SCENE_SIZE; row++) {
    for (let column = 0; column < SCENE_SIZE; column++, at += 3) {
      const x = column + 0.5;
      const y = row + 0.5;
      const wave = texture.strength * smoothNoise(texture.corners, x, y);
      let { red, green, blue } = ground;
      red += wave;
      green += wave;
      blue += wave;
      const lay = (over: Color, share: number): void => {
        red += (over.red - red) * share;
        green += (over.green - green) * share;
        blue += (over.blue - blue) * share;
      };
      for (const blob of blobs) if (!blob.inFront) lay(blob.color, blobCoverage(blob, x, y));
      const across = (x - centerX) / radius;
      const down = (y - centerY) / radius;
      lay(
        figure,
        coverage(outline(cos * across + sin * down, cos * down - sin * across) * radius),
      );
      for (const blob of blobs) if (blob.inFront) lay(blob.color, blobCoverage(blob, x, y));

      const lit = 1 + light.across * (x / middle - 1) + light.down * (y / middle - 1);
      const noise = rng.uint32(); // ten bits a channel
      pixels[at] = byte(red * lit + grain * part(noise));
      pixels[at + 1] = byte(green * lit + grain * part(noise >>> 10));
      pixels[at + 2] = byte(blue * lit + grain * part(noise >>> 20));
    }
  }
}

/** The part of a pixel that a figure covers (anti-aliasing), if its edge is `distance` pixels from the pixel's center. */
function coverage(distance: number): number {
  return Math.min(Math.max(0.5 - distance, 0), 1);
}

function blobCoverage({ x, y, radius }: Blob, px: number, py: number): number {
  return coverage(Math.sqrt((px - x) * (px - x) + (py - y) * (py - y)) - radius);
}

/** A color whose three parts have the mean `brightness`. */
function color(brightness: number, rng: Rng): Color {
  const [red, green, blue] = [rng.uniform(), rng.uniform(), rng.uniform()];
  const mean = (red + green + blue) / 3;
  const saturation = 0.3;
  return {
    red: brightness + saturation * (red - mean),
    green: brightness + saturation * (green - mean),
    blue: brightness + saturation * (blue - mean),
  };
}

/** A random angle of at most 30 degrees, by rejection: `Math.sin` may differ between machines in the last bit. */
function tilt(rng: Rng): readonly [cos: number, sin: number] {
  for (;;) {
    const x = 2 * rng.uniform() - 1;
    const y = 2 * rng.uniform() - 1;
    const length = Math.sqrt(x * x + y * y);
    if (length > 0.1 && length <= 1 && x >= COS_30 * length) return [x / length, y / length];
  }
}

function lattice(rng: Rng): Float64Array {
  return Float64Array.from({ length: LATTICE * LATTICE }, () => 2 * rng.uniform() - 1);
}

/** Value noise: smooth interpolation between the values at grid points. */
function smoothNoise(corners: Float64Array, x: number, y: number): number {
  const scale = (LATTICE - 1) / SCENE_SIZE;
  const column = Math.floor(x * scale);
  const row = Math.floor(y * scale);
  const across = ease(x * scale - column);
  const down = ease(y * scale - row);
  const at = row * LATTICE + column;
  const top = mix(corners[at] ?? 0, corners[at + 1] ?? 0, across);
  const bottom = mix(corners[at + LATTICE] ?? 0, corners[at + LATTICE + 1] ?? 0, across);
  return mix(top, bottom, down);
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}

/** The lowest ten bits as a number in [-1, 1]. */
function part(bits: number): number {
  return (bits & 1023) / 511.5 - 1;
}

function byte(value: number): number {
  return Math.round(255 * Math.min(Math.max(value, 0), 1));
}
