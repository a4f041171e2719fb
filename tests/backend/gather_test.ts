import * as tf from "@tensorflow/tfjs";
import { Rng } from "../../src/rng.ts";
import { assertAgrees, uniform } from "./agreement.ts";
import { testedBackends, testOn } from "./backends.ts";

for (const backend of testedBackends) {
  testOn(
    backend,
    "the gradient of gather sums the rows that were gathered several times",
    async () => {
      const indices = { shape: [7], data: Int32Array.of(3, 0, 3, 3, 1, 4, 0) };
      for (const axis of [0, 1, 2]) {
        const x = uniform(new Rng(axis), [5, 6, 5]);
        await assertAgrees(backend, [x, indices], (x, indices) => [
          tf.grad((x) => tf.gather(x, indices as tf.Tensor1D, axis).square().sum())(x),
        ]);
      }
    },
  );
}
