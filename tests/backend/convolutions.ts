/** Random convolutions for property tests. */

import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import type { BackendName } from "../../src/backend/mod.ts";
import { Rng } from "../../src/rng.ts";
import { assertAgrees, uniform } from "./agreement.ts";

/** A convolution that has at least one output element. */
export interface Convolution {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputChannels: number;
  /** Output channels, or the channel multiplier of a depthwise convolution. */
  readonly outputChannels: number;
  readonly kernel: readonly [number, number];
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pad: "same" | "valid" | [[0, 0], [number, number], [number, number], [0, 0]];
  readonly seed: number;
}

type Pair = [number, number];

const upTo = (most: number) => fc.integer({ min: 1, max: most });
const pairUpTo = (most: number): fc.Arbitrary<Pair> => fc.tuple(upTo(most), upTo(most));
const margin = fc.tuple(fc.nat(2), fc.nat(2));

const words: fc.Arbitrary<Convolution["pad"]> = fc.constantFrom("same", "valid");
const numbers = fc.tuple(margin, margin).map(([vertical, horizontal]): Convolution["pad"] => [
  [0, 0],
  vertical,
  horizontal,
  [0, 0],
]);

/** Which convolutions to draw. */
export interface Kinds {
  /** Dilated ones, or else perhaps strided ones. @default false */
  readonly dilated?: boolean;
  /** Only the usual ones: padding in words, images no smaller than the kernel, one stride. */
  readonly plain?: boolean;
}

/** Small convolutions: non-square, same, valid or explicitly padded. */
export function convolutions({ dilated = false, plain = false }: Kinds): fc.Arbitrary<Convolution> {
  const one = fc.constant<Pair>([1, 1]);
  return fc.record({
    batch: upTo(3),
    height: upTo(9),
    width: upTo(9),
    inputChannels: upTo(5),
    outputChannels: upTo(9),
    kernel: pairUpTo(4),
    strides: dilated ? one : plain ? upTo(3).map((n): Pair => [n, n]) : pairUpTo(3),
    dilations: dilated ? pairUpTo(3) : one,
    pad: plain ? words : fc.oneof(words, numbers),
    seed: fc.nat(),
  }).filter(({ height, width, kernel, dilations, pad }) => {
    if (plain && (height < kernel[0] || width < kernel[1])) return false;
    if (pad === "same") return true;
    const [, vertical, horizontal] = pad === "valid" ? [0, [0, 0], [0, 0]] as const : pad;
    return height + vertical[0] + vertical[1] > (kernel[0] - 1) * dilations[0] &&
      width + horizontal[0] + horizontal[1] > (kernel[1] - 1) * dilations[1];
  });
}

/** The shapes of the operands of a convolution. */
export interface Shapes {
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
}

/**
 * Asserts that an operation and its gradients agree with tfjs' cpu backend for any stride and padding.
 *
 * @param shapes The shapes of the image and the filter.
 * @param forward tfjs' operation.
 */
export async function assertGradientsAgree(
  backend: BackendName,
  shapes: (convolution: Convolution) => Shapes,
  forward: (x: tf.Tensor4D, filter: tf.Tensor4D, convolution: Convolution) => tf.Tensor,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(convolutions({ plain: backend === "tensorflow" }), async (convolution) => {
      const rng = new Rng(convolution.seed);
      const { x, filter } = shapes(convolution);
      const output = (x: tf.Tensor, filter: tf.Tensor) =>
        forward(x as tf.Tensor4D, filter as tf.Tensor4D, convolution);
      await assertAgrees(backend, [uniform(rng, x), uniform(rng, filter)], (x, filter) => [
        output(x, filter),
        ...tf.grads((x, filter) => output(x, filter).square().sum())([x, filter]),
      ]);
    }),
    { numRuns: 100 },
  );
}

/** Inserts zeros between a filter's taps: the undilated filter that computes the same. */
export function undilate(
  filter: tf.Tensor4D,
  [vertical, horizontal]: readonly [number, number],
): tf.Tensor4D {
  const [h, w, ci, co] = filter.shape;
  return (
    filter.reshape([h, 1, w, 1, ci, co])
      .pad([[0, 0], [0, vertical - 1], [0, 0], [0, horizontal - 1], [0, 0], [0, 0]])
      .reshape([h * vertical, w * horizontal, ci, co])
      .slice([0, 0, 0, 0], [(h - 1) * vertical + 1, (w - 1) * horizontal + 1, ci, co])
      .as4D((h - 1) * vertical + 1, (w - 1) * horizontal + 1, ci, co)
  );
}
