import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { FrozenNormalization } from "../../src/strategies/mod.ts";
import { testOnBackends } from "../backend/backends.ts";

/** A batch normalization in a model in a model, either a Sequential or a functional one. */
function nested(sequential: boolean) {
  const norm = tf.layers.batchNormalization({ inputShape: [2, 2, 3] });
  const base = tf.sequential({ layers: [norm] });
  const input = tf.input({ shape: [2, 2, 3] });
  const model = sequential
    ? tf.sequential({ layers: [base] })
    : tf.model({ inputs: input, outputs: base.apply(input) as tf.SymbolicTensor });
  const [ones, means] = [tf.ones([3]), tf.tensor1d([1, 2, 3])];
  norm.setWeights([ones, tf.zeros([3]), means, ones]);
  return { norm, base, model };
}

for (const sequential of [true, false]) {
  for (const how of ["the layer", "the model that contains it"]) {
    const kind = sequential ? "Sequential" : "functional model";
    testOnBackends(
      `a batch normalization in a ${kind} stands still when ${how} is frozen`,
      async () => {
        const { norm, base, model } = nested(sequential);
        const x = tf.randomUniform([4, 2, 2, 3], 0, 1, "float32", 1);
        const apply = async (training: boolean) =>
          await (model.apply(x, { training }) as tf.Tensor).data();
        const means = async () => [...await norm.getWeights()[2]?.data() ?? []];
        const expected = await apply(false);
        if (how === "the layer") norm.trainable = false;
        else base.trainable = false;
        {
          using _frozen = new FrozenNormalization(model);
          assert.deepEqual(await apply(true), expected);
          assert.deepEqual(await means(), [1, 2, 3]);
        }
        assert.notDeepEqual(await apply(true), expected);
        assert.notDeepEqual(await means(), [1, 2, 3]);
        model.dispose();
      },
    );
  }
}

testOnBackends("a batch normalization that is trained is left alone", () => {
  const { norm, model } = nested(true);
  using _frozen = new FrozenNormalization(model);
  assert.ok(!Object.hasOwn(norm, "call"));
  model.dispose();
});
