/**
 * Prepares images for a convolution: padding, cropping, spreading.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { reshape, type Run } from "./composition.ts";

/**
 * Copies an image into a frame: row `y` to row `y + top`, column `x` to column `x + left`. What is outside of the frame is
 * cropped, and the rest of the frame is 0.
 *
 * @param x Shape [batch, height, width, channels].
 * @param top May be negative.
 * @param left May be negative.
 * @returns Shape [batch, frame height, frame width, channels].
 */
export function placeInFrame(
  run: Run,
  x: tf.TensorInfo,
  top: number,
  left: number,
  frame: readonly [height: number, width: number],
): tf.TensorInfo {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const [above, rows] = overlap(top, height, frame[0]);
  const [before, columns] = overlap(left, width, frame[1]);
  const uncropped = rows === height && columns === width;
  const visible = uncropped ? x : run("Slice", { x }, {
    begin: [0, Math.max(0, -top), Math.max(0, -left), 0],
    size: [batch, rows, columns, channels],
  });
  return run("PadV2", { x: visible }, {
    paddings: [[0, 0], [above, frame[0] - above - rows], [before, frame[1] - before - columns], [
      0,
      0,
    ]],
    constantValue: 0,
  });
}

/** The part of a segment, from `start` on, that is inside a frame that begins at 0: where it starts, and its length. */
function overlap(start: number, length: number, frame: number): [start: number, length: number] {
  const first = Math.min(Math.max(0, start), frame);
  return [first, Math.max(0, Math.min(frame, start + length) - first)];
}

/**
 * Spreads an image: row `y` is copied to row `y * strides[0]`, column `x` to column `x * strides[1]`, with zeros between.
 *
 * @param x Shape [batch, height, width, channels].
 * @returns Shape [batch, height * strides[0], width * strides[1], channels].
 */
export function spread(
  run: Run,
  x: tf.TensorInfo,
  strides: readonly [vertical: number, horizontal: number],
): tf.TensorInfo {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const [vertical, horizontal] = strides;
  // Zeros after each column, then after each row, as two paddings of matrices: the kernel is slow for ranks above 4.
  const columns = padRight(
    run,
    reshape(run, x, [batch * height * width, channels]),
    (horizontal - 1) * channels,
  );
  const row = width * horizontal * channels;
  const rows = padRight(run, reshape(run, columns, [batch * height, row]), (vertical - 1) * row);
  return reshape(run, rows, [batch, height * vertical, width * horizontal, channels]);
}

function padRight(run: Run, x: tf.TensorInfo, columns: number): tf.TensorInfo {
  return columns === 0
    ? x
    : run("PadV2", { x }, { paddings: [[0, 0], [0, columns]], constantValue: 0 });
}
