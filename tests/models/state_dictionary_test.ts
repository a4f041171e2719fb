import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  architectureNamed,
  buildModel,
  classesOf,
  loadStateDictionary,
  type StateTensor,
} from "../../src/models/mod.ts";
import { Rng } from "../../src/rng.ts";

/** The state dictionary of a CIFAR ResNet-20, as PyTorch's program lists it, with numbers 0, 1, 2, … in each. */
function stateDictionary(): StateTensor[] {
  const tensors: StateTensor[] = [];
  const tensor = (name: string, ...shape: number[]) =>
    tensors.push({
      name: `module.${name}`,
      shape,
      read: () => Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    });
  const normed = (path: string, i: number, inputs: number, filters: number) => {
    tensor(`${path}conv${i}.weight`, filters, inputs, 3, 3);
    for (const array of ["weight", "bias", "running_mean", "running_var"]) {
      tensor(`${path}bn${i}.${array}`, filters);
    }
    tensor(`${path}bn${i}.num_batches_tracked`);
  };
  normed("", 1, 3, 16);
  let inputs = 16;
  for (const [stage, filters] of [[1, 16], [2, 32], [3, 64]] as const) {
    for (let block = 0; block < 3; block++) {
      normed(`layer${stage}.${block}.`, 1, inputs, filters);
      normed(`layer${stage}.${block}.`, 2, filters, filters);
      inputs = filters;
    }
  }
  tensor("linear.weight", 10, 64);
  tensor("linear.bias", 10);
  return tensors;
}

const architecture = architectureNamed("resnet20");
const net = () => buildModel("resnet20", { inputShape: [32, 32, 3], classes: 10, rng: new Rng(1) });

Deno.test("a PyTorch state dictionary's axes are put in tfjs' order", () => {
  const model = net();
  const before = tf.memory().numTensors;
  loadStateDictionary(model, architecture, stateDictionary(), "a.th");
  assert.equal(tf.memory().numTensors, before);
  const kernel = model.getLayer("stage2_block1_conv1").getWeights()[0];
  assert.deepEqual(kernel?.shape, [3, 3, 16, 32]);
  // weight[5, 7, 2, 1] of [32, 16, 3, 3] is number 5 * 144 + 7 * 9 + 2 * 3 + 1
  assert.deepEqual(kernel?.slice([2, 1, 7, 5], [1, 1, 1, 1]).dataSync()[0], 790);
  const [gamma, beta, mean, variance] = model.getLayer("stage3_block2_bn2").getWeights();
  for (const each of [gamma, beta, mean, variance]) assert.deepEqual(each?.dataSync()[63], 63);
  const dense = model.getLayer("logits").getWeights()[0];
  assert.deepEqual(dense?.slice([3, 2], [1, 1]).dataSync()[0], 2 * 64 + 3);
  model.dispose();
});

Deno.test("classesOf() is the number of rows of the last dense layer", () => {
  assert.equal(classesOf(stateDictionary()), 10);
});

Deno.test("another model's state dictionary is refused with what does not fit", () => {
  const model = net();
  const all = stateDictionary();
  const load = (tensors: StateTensor[]) => () =>
    loadStateDictionary(model, architecture, tensors, "a.th");
  assert.throws(load(all.slice(1)), /it has no array for conv1\/kernel/);
  assert.throws(
    load([...all, { name: "layer4.0.conv1.weight", shape: [1], read: () => new Float32Array(1) }]),
    /the model has no weight for layer4\.0\.conv1\.weight/,
  );
  const [first, ...rest] = all;
  assert.throws(
    load([{ name: first?.name ?? "", shape: [1], read: () => new Float32Array(1) }, ...rest]),
    /module\.conv1\.weight has shape \[1\]/,
  );
  model.dispose();
});
