import * as tf from "@tensorflow/tfjs";

/** A normalization that only divides bytes by 255. */
export const PIXELS = { mean: [0, 0, 0], std: [1, 1, 1] };

/** A net for the images of `shapes` with two convolutions, and as many class scores. */
export function smallNet(classes = 10): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: "one",
        filters: 3,
        kernelSize: 5,
        strides: 4,
        inputShape: [32, 32, 3],
      }),
      tf.layers.reLU({ name: "relu" }),
      tf.layers.conv2d({ name: "two", filters: 2, kernelSize: 3, strides: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: classes }),
    ],
  });
}
