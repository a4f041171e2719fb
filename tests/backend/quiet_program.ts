/** A program that uses a backend and prints nothing of its own: `use_backend_test.ts` looks at what tfjs prints. */

import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../src/backend/mod.ts";

await useBackend({ backend: "wasm" });
const kernel = tf.variable(tf.ones([3, 3, 1, 2]));
const x = tf.ones([1, 4, 4, 1]);
tf.train.sgd(0.1).minimize(() =>
  tf.conv2d(x.as4D(1, 4, 4, 1), kernel.as4D(3, 3, 1, 2), 1, "same").sum()
);
await tf.setBackend("cpu");
await tf.ones([2]).add(1).data();
