/**
 * Random small nets: chains of blocks of every kind that FilterGraph follows.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { add, bn, chain, conv, gap, image, logits, on, relu } from "./net_parts.ts";

const L = tf.layers;

/** Adds layers to an activation of `channels` channels; `name` makes the names of convolutions unique. */
type Block = (x: tf.SymbolicTensor, name: string, channels: number) => tf.SymbolicTensor;

const sigmoid = () => L.activation({ activation: "sigmoid" });

const blocks: Readonly<Record<string, Block>> = {
  conv: (x, name) => chain(x, conv(name, 3), relu()),
  normed: (x, name) => chain(x, conv(name, 4, { useBias: false }), bn(), relu()),
  strided: (x, name) => on(conv(name, 3, { strides: 2 }), x),
  sigmoid: (x, name) => chain(x, conv(name, 3, { activation: "sigmoid" })),
  depthwise: (x, name) =>
    chain(x, L.depthwiseConv2d({ name, kernelSize: 3, padding: "same" }), bn(), relu()),
  separable: (x, name) =>
    on(L.separableConv2d({ name, filters: 3, kernelSize: 3, padding: "valid" }), pad(x)),
  transposed: (x, name) =>
    on(L.conv2dTranspose({ name, filters: 3, kernelSize: 3, padding: "same" }), x),
  residual: (x, name, channels) => on(add(), x, chain(x, conv(name, channels), bn())),
  average: (x, name, channels) => on(L.average(), on(conv(name, channels), x), x),
  concat: (x, name) => on(L.concatenate(), x, chain(x, bn(), relu(), conv(name, 2))),
  gated: (x, name, channels) =>
    on(
      L.multiply(),
      x,
      chain(x, gap(), L.dense({ name: `${name}_gate`, units: channels }), sigmoid()),
    ),
  product: (x, name, channels) => on(L.multiply(), x, on(conv(name, channels), x)),
  attention: (x, name) => on(L.multiply(), on(conv(name, 1, { activation: "sigmoid" }), x), x),
  swish: (x) => on(L.multiply(), x, on(sigmoid(), x)),
  prelu: (x) => on(L.prelu({ sharedAxes: [1, 2] }), x),
  pool: (x) => on(L.maxPooling2d({ poolSize: 3, strides: 1, padding: "same" }), x),
  norm: (x) => on(bn({ scale: false }), x),
  layerNorm: (x) => on(L.layerNormalization(), x),
};

function pad(x: tf.SymbolicTensor): tf.SymbolicTensor {
  return on(L.zeroPadding2d({ padding: 1 }), x);
}

/** The names of some blocks, to be built by {@linkcode netOf}. */
export const blockNames: fc.Arbitrary<string[]> = fc.array(
  fc.constantFrom(...Object.keys(blocks)),
  { minLength: 2, maxLength: 6 },
);

/** A classifier of 8 x 8 images made of these blocks, one after the other. */
export function netOf(names: readonly string[]): tf.LayersModel {
  const x = image();
  const features = names.reduce(
    (tensor, name, i) => blocks[name]?.(tensor, `${name}${i}`, tensor.shape.at(-1) ?? 0) ?? tensor,
    on(conv("stem", 3), x),
  );
  return tf.model({ inputs: x, outputs: chain(features, gap(), logits()) });
}
