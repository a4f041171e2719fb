/**
 * Small nets, one for each kind of layer that FilterGraph follows.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { add, bn, chain, conv, gap, image, logits, on, relu, straight } from "./net_parts.ts";

const L = tf.layers;

/** The nets with activations f(0) != 0: a removed filter has no effect only because its readers' weights are zeroed. */
export const notZeroPreserving: ReadonlySet<string> = new Set([
  "activations that are not 0 at 0",
  "depthwise convolutions in a row, with multiplier",
]);

/** What is tested -> a net that has it. */
export const nets: Readonly<Record<string, () => tf.LayersModel>> = {
  "conv with bias, max-pool, relu, flatten, dense": () =>
    straight(
      conv("a", 4),
      L.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      relu(),
      conv("b", 5, { activation: "relu" }),
      L.flatten(),
      L.dense({ units: 6, activation: "relu" }),
      logits(),
    ),
  "a Sequential model ending in softmax": () =>
    tf.sequential({
      layers: [
        conv("a", 4, { inputShape: [8, 8, 3], activation: "relu" }),
        conv("b", 3),
        gap(),
        L.dense({ units: 4 }),
        L.activation({ activation: "softmax" }),
      ],
    }),
  "batch norm with and without scale and center": () =>
    straight(
      conv("a", 4, { useBias: false }),
      bn(),
      relu(),
      conv("b", 5),
      bn({ scale: false }),
      relu(),
      conv("c", 4),
      bn({ center: false }),
      L.activation({ activation: "tanh" }),
      conv("d", 3),
      bn({ center: false, scale: false }),
      gap(),
      logits(),
    ),
  "strided, dilated and 1x1 convolutions, global max-pooling": () =>
    straight(
      conv("a", 4, { strides: 2 }),
      conv("b", 5, { dilationRate: 2 }),
      relu(),
      conv("c", 3, { kernelSize: 1, padding: "valid" }),
      L.globalMaxPooling2d({}),
      logits(),
    ),
  "depthwise convolution with batch norm": () =>
    straight(
      conv("a", 4, { activation: "relu" }),
      L.depthwiseConv2d({ name: "b", kernelSize: 3, padding: "same" }),
      bn(),
      relu(),
      conv("c", 3, { kernelSize: 1 }),
      gap(),
      logits(),
    ),
  "depthwise convolutions in a row, with multiplier": () =>
    straight(
      conv("a", 3),
      L.depthwiseConv2d({ name: "b", kernelSize: 3, depthMultiplier: 2, activation: "sigmoid" }),
      L.depthwiseConv2d({ name: "c", kernelSize: 3, depthMultiplier: 2, useBias: false }),
      L.flatten(),
      logits(),
    ),
  "separable convolutions": () =>
    straight(
      L.separableConv2d({ name: "a", filters: 4, kernelSize: 3, depthMultiplier: 2, strides: 2 }),
      bn(),
      relu(),
      L.separableConv2d({ name: "b", filters: 5, kernelSize: 3, activation: "relu" }),
      gap(),
      logits(),
    ),
  "residual blocks with projection and batch norm after the add": () => {
    const x = image();
    const block = (input: tf.SymbolicTensor, name: string, filters: number) => {
      const inner = chain(
        input,
        conv(`${name}1`, filters),
        bn(),
        relu(),
        conv(`${name}2`, filters),
        bn(),
      );
      return inner;
    };
    const stem = chain(x, conv("stem", 4), bn(), relu());
    const first = chain(on(add(), stem, block(stem, "a", 4)), relu());
    const second = chain(on(L.average(), first, block(first, "b", 4)), bn(), relu());
    const projection = chain(second, conv("p", 5, { kernelSize: 1, strides: 1 }), bn());
    const third = chain(on(add(), projection, block(second, "c", 5)), bn(), relu());
    return tf.model({ inputs: x, outputs: chain(third, gap(), logits()) });
  },
  "a shortcut that pads with zero channels": () => {
    const x = image();
    const stem = chain(x, conv("stem", 2), bn(), relu());
    const pixels = on(L.maxPooling2d({ poolSize: 1, strides: 2 }), stem);
    const shortcut = on(L.concatenate(), pixels, on(L.rescaling({ scale: 0, offset: 0 }), pixels));
    const inner = chain(stem, conv("a", 4, { strides: 2 }), bn(), relu(), conv("b", 4), bn());
    return tf.model({
      inputs: x,
      outputs: chain(on(add(), shortcut, inner), relu(), gap(), logits()),
    });
  },
  "zero channels after a batch norm, which are no longer zero": () => {
    const x = image();
    const a = on(conv("a", 2), x);
    const zeros = on(L.rescaling({ scale: 0, offset: 0 }), a);
    const padded = chain(on(L.concatenate(), a, zeros), bn());
    const sum = on(add(), padded, on(conv("b", 4), x));
    return tf.model({ inputs: x, outputs: chain(sum, relu(), conv("c", 3), gap(), logits()) });
  },
  "a layer used directly and in a nested model": () => {
    const y = tf.input({ shape: [8, 8, 3] });
    const shared = conv("shared", 3);
    const inner = tf.model({ inputs: y, outputs: chain(y, shared, relu()), name: "inner" });
    const x = image();
    const outer = chain(chain(x, conv("a", 3)), shared, relu());
    return tf.model({ inputs: x, outputs: chain(on(add(), outer, on(inner, x)), gap(), logits()) });
  },
  "filters added to the image": () => {
    const x = image();
    const sum = on(add(), x, chain(x, conv("a", 3), relu()));
    return tf.model({ inputs: x, outputs: chain(sum, conv("b", 4), L.flatten(), logits()) });
  },
  "concat of maps, then batch norm": () => {
    const x = image();
    const a = on(conv("a", 3), x);
    const b = chain(a, relu(), conv("b", 2));
    const joined = chain(on(L.concatenate(), a, x, b), bn(), relu(), conv("c", 3));
    return tf.model({ inputs: x, outputs: chain(joined, gap(), logits()) });
  },
  "concat of flattened maps": () => {
    const x = image();
    const a = chain(x, conv("a", 3), L.maxPooling2d({ poolSize: 2 }), L.flatten());
    const b = chain(x, conv("b", 2), gap());
    return tf.model({ inputs: x, outputs: chain(on(L.concatenate(), a, b), logits()) });
  },
  "dense block": () => {
    const x = image();
    let features = on(conv("stem", 3), x);
    for (const name of ["a", "b", "c"]) {
      features = on(L.concatenate(), features, chain(features, bn(), relu(), conv(name, 2)));
    }
    return tf.model({ inputs: x, outputs: chain(features, bn(), gap(), logits()) });
  },
  "activations that are not 0 at 0": () =>
    straight(
      conv("a", 4, { activation: "sigmoid" }),
      L.averagePooling2d({ poolSize: 2 }),
      conv("b", 4),
      bn({ scale: false }),
      L.activation({ activation: "softplus" }),
      conv("c", 3, { activation: "hardSigmoid" }),
      L.flatten(),
      logits(),
    ),
  "PReLU, LeakyReLU, ELU, ThresholdedReLU": () =>
    straight(
      conv("a", 4),
      L.prelu({}),
      conv("b", 3),
      L.prelu({ sharedAxes: [1, 2] }),
      L.leakyReLU(),
      conv("c", 4),
      L.elu(),
      conv("d", 3),
      L.thresholdedReLU({ theta: 0.2 }),
      L.flatten(),
      L.prelu({}),
      logits(),
    ),
  "zero padding, cropping, upsampling, average pooling": () =>
    straight(
      L.zeroPadding2d({ padding: 2 }),
      conv("a", 4, { padding: "valid" }),
      L.cropping2D({ cropping: [[1, 1], [1, 1]] }),
      L.averagePooling2d({ poolSize: 2 }),
      conv("b", 3),
      L.upSampling2d({ size: [2, 2] }),
      relu(),
      conv("c", 3),
      gap(),
      logits(),
    ),
  "reshapes and dropouts": () =>
    straight(
      conv("a", 4),
      L.dropout({ rate: 0.5 }),
      L.reshape({ targetShape: [4, 16, 4] }),
      conv("b", 3),
      L.gaussianDropout({ rate: 0.5 }),
      L.gaussianNoise({ stddev: 1 }),
      L.alphaDropout({ rate: 0.5 }),
      L.reshape({ targetShape: [192] }),
      logits(),
    ),
  "a convolution and a batch norm used twice": () => {
    const x = image();
    const shared = conv("shared", 4);
    const norm = bn();
    const first = chain(x, conv("a", 4), relu(), shared, norm, relu());
    const second = chain(first, shared, norm, relu());
    return tf.model({ inputs: x, outputs: chain(second, gap(), logits()) });
  },
  "two towers that share their layers": () => {
    const [x, y] = [image(), image()];
    const tower = [
      conv("a", 4),
      bn(),
      relu(),
      conv("b", 3),
      L.prelu({ sharedAxes: [1, 2] }),
      gap(),
    ];
    const joined = on(L.concatenate(), chain(x, ...tower), chain(y, ...tower));
    return tf.model({ inputs: [x, y], outputs: on(logits(), joined) });
  },
  "nested models, one used twice": () => {
    const y = tf.input({ shape: [8, 8, 4] });
    const body = chain(y, conv("a", 5), bn(), relu(), conv("b", 4));
    const inner = tf.model({ inputs: y, outputs: body, name: "inner" });
    const tail = tf.sequential({
      name: "tail",
      layers: [conv("a", 3, { inputShape: [8, 8, 4] }), relu()],
    });
    const x = image();
    const stem = on(conv("a", 4), x);
    return tf.model({
      inputs: x,
      outputs: chain(stem, inner, relu(), inner, tail, gap(), logits()),
    });
  },
  "two images and two outputs": () => {
    const [x, y] = [image(), image()];
    const [a, b] = [on(conv("a", 3), x), on(conv("b", 4), y)];
    const joined = on(L.concatenate(), chain(a, gap()), chain(b, relu(), gap()));
    return tf.model({
      inputs: [x, y],
      outputs: [on(logits(), joined), chain(a, L.flatten(), L.dense({ units: 2 }))],
    });
  },
  "squeeze and excitation": () => {
    const x = image();
    const a = chain(x, conv("a", 4), bn(), relu());
    const gate = chain(a, gap(), L.dense({ units: 2, activation: "relu" }), sigmoidUnits(4));
    const gated = chain(on(L.multiply(), a, gate), conv("b", 3), relu());
    return tf.model({ inputs: x, outputs: chain(gated, gap(), logits()) });
  },
  "a residual block with squeeze and excitation": () => {
    const x = image();
    const stem = chain(x, conv("stem", 4), relu());
    const inner = chain(stem, conv("a", 4), bn());
    const gate = chain(inner, gap(), sigmoidUnits(4), L.reshape({ targetShape: [1, 1, 4] }));
    const sum = on(add(), stem, on(L.multiply(), gate, inner));
    return tf.model({ inputs: x, outputs: chain(sum, relu(), gap(), logits()) });
  },
  "filters gated by other filters, by themselves and by a map of attention": () => {
    const x = image();
    const a = chain(x, conv("a", 4), relu());
    const gate = chain(x, conv("gate", 4, { activation: "sigmoid" }));
    const gated = on(L.multiply(), gate, a); // the gate's filters stay, though it is the first factor
    const b = on(conv("b", 3), gated);
    const swish = on(L.multiply(), b, on(L.activation({ activation: "sigmoid" }), b));
    const attention = chain(swish, conv("attention", 1, { activation: "sigmoid" }));
    const attended = chain(on(L.multiply(), swish, attention), conv("c", 3));
    return tf.model({ inputs: x, outputs: chain(attended, gap(), logits()) });
  },
  "a sum multiplied with one of its terms": () => {
    const x = image();
    const [a, b] = [chain(x, conv("a", 3), relu()), chain(x, conv("b", 3), relu())];
    const product = on(L.multiply(), on(add(), a, b), a);
    return tf.model({ inputs: x, outputs: chain(product, conv("c", 2), gap(), logits()) });
  },
  "the image multiplied with a map of attention": () => {
    const x = image();
    const attention = chain(x, conv("a", 4), relu(), conv("map", 2), relu(), conv("b", 3), relu());
    const attended = chain(on(L.multiply(), x, attention), conv("c", 3));
    return tf.model({ inputs: x, outputs: chain(attended, gap(), logits()) });
  },
  "layer normalization": () =>
    straight(conv("a", 4), L.layerNormalization(), relu(), conv("b", 3), gap(), logits()),
  "transposed convolutions": () =>
    straight(
      conv("a", 4, { strides: 2 }),
      bn(),
      relu(),
      L.conv2dTranspose({ name: "up", filters: 3, kernelSize: 3, strides: 2, padding: "same" }),
      bn(),
      relu(),
      L.conv2dTranspose({ name: "wide", filters: 4, kernelSize: 2, activation: "relu" }),
      conv("b", 3),
      gap(),
      logits(),
    ),
  "rows of an activation as a sequence": () =>
    straight(
      conv("a", 4),
      relu(),
      L.permute({ dims: [2, 1, 3] }),
      L.reshape({ targetShape: [8, 32] }),
      L.lstm({ units: 3, returnSequences: true }),
      L.gru({ units: 4, recurrentActivation: "sigmoid" }),
      logits(),
    ),
  "pooled filters repeated as a sequence": () =>
    straight(
      conv("a", 4),
      relu(),
      gap(),
      L.repeatVector({ n: 3 }),
      L.masking({ maskValue: 0 }),
      L.simpleRNN({ units: 3 }),
      logits(),
    ),
  "an image and a question": () => {
    const x = image();
    const words = tf.input({ shape: [5], dtype: "int32", name: "question" });
    const question = chain(
      words,
      L.embedding({ inputDim: 10, outputDim: 4 }),
      L.lstm({ units: 5 }),
    );
    const seen = chain(x, conv("a", 4), relu(), conv("b", 3), relu(), gap());
    const wide = chain(seen, L.dense({ units: 5, activation: "tanh" }));
    const joined = on(L.concatenate(), seen, on(L.multiply(), wide, question));
    return tf.model({ inputs: [x, words], outputs: on(logits(), joined) });
  },
  "a Sequential model in a Sequential model": () =>
    tf.sequential({
      layers: [
        tf.sequential({
          name: "stem",
          layers: [conv("a", 4, { inputShape: [8, 8, 3] }), bn(), relu()],
        }),
        tf.sequential({ name: "body", layers: [conv("a", 3, { inputShape: [8, 8, 4] }), relu()] }),
        gap(),
        logits(),
      ],
    }),
  "a nested model with two inputs and two outputs": () => {
    const [p, q] = [tf.input({ shape: [8, 8, 4] }), tf.input({ shape: [8, 8, 3] })];
    const [a, b] = [chain(p, conv("a", 3), relu()), on(conv("b", 3), q)];
    const inner = tf.model({ inputs: [p, q], outputs: [on(add(), a, b), b], name: "inner" });
    const [x, y] = [image(), image()];
    const outputs = inner.apply([on(conv("stem", 4), x), y]);
    assert.ok(Array.isArray(outputs));
    const [sum, alone] = outputs;
    assert.ok(sum instanceof tf.SymbolicTensor && alone instanceof tf.SymbolicTensor);
    const joined = on(L.concatenate(), chain(sum, gap()), chain(alone, gap()));
    return tf.model({ inputs: [x, y], outputs: on(logits(), joined) });
  },
};

/** Dense units between 0 and 1. */
function sigmoidUnits(units: number): tf.layers.Layer {
  return L.dense({ units, activation: "sigmoid" });
}
