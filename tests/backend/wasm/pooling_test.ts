import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { useBackend } from "../../../src/backend/mod.ts";
import { Rng } from "../../../src/rng.ts";
import { assertAgrees, uniform } from "../agreement.ts";

await useBackend({ backend: "wasm" });

const upTo = (most: number) => fc.integer({ min: 1, max: most });

const poolings = fc.record({
  shape: fc.tuple(upTo(3), upTo(9), upTo(9), upTo(20)),
  size: fc.tuple(upTo(4), upTo(4)),
  strides: fc.tuple(upTo(3), upTo(3)),
  pad: fc.constantFrom("same" as const, "valid" as const),
  seed: fc.nat(),
}).filter(({ shape, size, pad }) => pad === "same" || (size[0] <= shape[1] && size[1] <= shape[2]));

for (const [name, pool] of [["max", tf.maxPool], ["average", tf.avgPool]] as const) {
  Deno.test(`${name} pooling and its gradient agree with tfjs' cpu backend, ties and negative values included`, async () => {
    await fc.assert(
      fc.asyncProperty(poolings, async ({ shape, size, strides, pad, seed }) => {
        const { data } = uniform(new Rng(seed), shape);
        const coarse = { shape, data: data.map((value) => Math.round(value * 3 - 1)) };
        const forward = (x: tf.Tensor) => pool(x as tf.Tensor4D, size, strides, pad);
        await assertAgrees("wasm", [coarse], (x) => {
          return x === undefined
            ? []
            : [forward(x), tf.grad((x: tf.Tensor) => forward(x).square().sum())(x)];
        });
      }),
      { numRuns: 60 },
    );
  });
}
