/**
 * What decides the last bits of our kernels.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/**
 * Whether this machine rounds a multiply-add once (fused) or twice: WebAssembly's relaxed multiply-add leaves it to
 * the processor, so results agree bit for bit only between machines that agree on this.
 */
export async function isMultiplyAddFused(): Promise<boolean> {
  // (1 + e)^2 - (1 + 2e) = e^2, which a product rounded to 24 bits has lost.
  const e = 2 ** -12;
  const result = tf.tidy(() =>
    tf.fused.conv2d({
      x: tf.fill([1, 1, 1, 1], 1 + e).as4D(1, 1, 1, 1),
      filter: tf.fill([1, 1, 1, 1], 1 + e).as4D(1, 1, 1, 1),
      strides: 1,
      pad: "valid",
      bias: tf.fill([1], -(1 + 2 * e)),
    })
  );
  const [value] = await result.data();
  result.dispose();
  return value !== 0;
}
