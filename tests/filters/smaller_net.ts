/**
 * The reference for absent(): a model run without some filters, in which each convolution really
 * computes fewer channels and each reader really holds fewer weights. It follows symbolic tensors from the outputs
 * back and runs core operations, so it shares nothing with FilterGraph.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";

/** An activation that holds only some of its channels. */
interface Activation {
  readonly value: tf.Tensor;
  /** Which of the full net's channels they are, in order. */
  readonly kept: readonly number[];
}

/** Which filters are removed: layer name -> filter. */
export type Removed = ReadonlyMap<string, ReadonlySet<number>>;

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** Picks indices along an axis. */
function pick(value: tf.Tensor, indices: readonly number[], axis: number): tf.Tensor {
  return tf.gather(value, tf.tensor1d([...indices], "int32"), axis);
}

/** The activation with exactly these channels, zeros where it has none. */
function widened({ value, kept }: Activation, channels: readonly number[]): tf.Tensor {
  const last = value.rank - 1;
  const zero = tf.zerosLike(
    value.slice(Array(value.rank).fill(0), [...value.shape.slice(0, last), 1]),
  );
  const indices = channels.map((channel) => kept.indexOf(channel) + 1);
  return pick(tf.concat([zero, value], last), indices, last);
}

function weight(layer: tf.layers.Layer, name: string): tf.Tensor | undefined {
  return layer.weights.find((w) => w.originalName.endsWith(`/${name}`))?.read();
}

function required(layer: tf.layers.Layer, name: string): tf.Tensor {
  const value = weight(layer, name);
  assert.ok(value !== undefined, `${layer.name} has no ${name}`);
  return value;
}

function pair(layer: tf.layers.Layer, key: string): [number, number] {
  const value = layer.getConfig()[key];
  assert.ok(Array.isArray(value));
  const [first, second] = value;
  assert.ok(typeof first === "number" && typeof second === "number");
  return [first, second];
}

const activations: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  linear: (x) => x,
  relu: tf.relu,
  sigmoid: tf.sigmoid,
  hardSigmoid: (x) => x.mul(0.2).add(0.5).clipByValue(0, 1),
  tanh: tf.tanh,
};

function activationNamed(layer: tf.layers.Layer, key = "activation"): (x: tf.Tensor) => tf.Tensor {
  const activation = layer.getConfig()[key];
  assert.ok(typeof activation === "string");
  const found = activations[activation];
  assert.ok(found !== undefined, `no activation ${activation} here`);
  return found;
}

function finished(layer: tf.layers.Layer, value: tf.Tensor, kept: readonly number[]): Activation {
  const bias = weight(layer, "bias");
  const biased = bias === undefined ? value : value.add(pick(bias, kept, 0));
  return { value: activationNamed(layer)(biased), kept };
}

function single(value: unknown): tf.Tensor {
  assert.ok(value instanceof tf.Tensor);
  return value;
}

function conv(
  x: Activation,
  layer: tf.layers.Layer,
  kernelName: string,
  removed: ReadonlySet<number>,
) {
  const kernel = required(layer, kernelName);
  const kept = range(kernel.shape[3] ?? 0).filter((f) => !removed.has(f));
  const smaller = pick(pick(kernel, x.kept, 2), kept, 3);
  const isMain = kernelName === "kernel";
  const value = tf.conv2d(
    x.value.as4D(...shape4(x.value)),
    smaller.as4D(...shape4(smaller)),
    isMain ? pair(layer, "strides") : 1,
    isMain && layer.getConfig()["padding"] === "same" ? "same" : "valid",
    "NHWC",
    isMain ? pair(layer, "dilationRate") : 1,
  );
  return finished(layer, value, kept);
}

/** A kernel [height, width, filters, inputs]; `[, height, width]` is the output's shape. */
function transposed(
  x: Activation,
  layer: tf.layers.Layer,
  [, height, width]: tf.Shape,
  removed: ReadonlySet<number>,
): Activation {
  const kernel = required(layer, "kernel");
  const kept = range(kernel.shape[2] ?? 0).filter((f) => !removed.has(f));
  const smaller = pick(pick(kernel, x.kept, 3), kept, 2);
  const value = tf.conv2dTranspose(
    x.value.as4D(...shape4(x.value)),
    smaller.as4D(...shape4(smaller)),
    [x.value.shape[0] ?? 1, height ?? 1, width ?? 1, kept.length],
    pair(layer, "strides"),
    layer.getConfig()["padding"] === "same" ? "same" : "valid",
  );
  return finished(layer, value, kept);
}

/**
 * SimpleRNN, GRU and LSTM from their definitions: x W + h U + b, in the order of gates that Keras documents (z, r, h and
 * i, f, c, o).
 */
function recurrent(x: Activation, layer: tf.layers.Layer): Activation {
  const kind = layer.getClassName();
  const kernel = pick(required(layer, "kernel"), x.kept, 0);
  const inner = required(layer, "recurrent_kernel");
  const units = inner.shape[0] ?? 1;
  const [batch = 1, steps = 1] = x.value.shape;
  const act = activationNamed(layer);
  const gates = (kernel.shape[1] ?? 1) / units;
  const gate = (value: tf.Tensor, i: number) => value.slice([0, i * units], [-1, units]);
  const through = (value: tf.Tensor, weights: tf.Tensor) =>
    tf.matMul(value.as2D(batch, weights.shape[0] ?? 1), weights.as2D(weights.shape[0] ?? 1, -1));
  let h: tf.Tensor = tf.zeros([batch, units]);
  let c: tf.Tensor = tf.zeros([batch, units]);
  const outputs = range(steps).map((step) => {
    const now = x.value.slice([0, step, 0], [batch, 1, -1]);
    const read = through(now, kernel).add(required(layer, "bias"));
    if (kind === "SimpleRNN") return h = act(read.add(through(h, inner)));
    const squash = activationNamed(layer, "recurrentActivation");
    const of = (i: number) => gate(read, i).add(through(h, gate(inner, i)));
    if (kind === "GRU") {
      assert.equal(gates, 3);
      const [z, r] = [squash(of(0)), squash(of(1))];
      const fresh = act(gate(read, 2).add(through(r.mul(h), gate(inner, 2))));
      return h = z.mul(h).add(z.neg().add(1).mul(fresh));
    }
    assert.equal(gates, 4);
    c = squash(of(1)).mul(c).add(squash(of(0)).mul(act(of(2))));
    return h = squash(of(3)).mul(act(c));
  });
  const sequences = layer.getConfig()["returnSequences"] === true;
  return { value: sequences ? tf.stack(outputs, 1) : h, kept: range(units) };
}

function depthwise(
  x: Activation,
  layer: tf.layers.Layer,
  removed: ReadonlySet<number>,
): Activation {
  const kernel = required(layer, "depthwise_kernel");
  const multiplier = kernel.shape[3] ?? 0;
  const smaller = pick(kernel, x.kept, 2);
  const all = tf.depthwiseConv2d(
    x.value.as4D(...shape4(x.value)),
    smaller.as4D(...shape4(smaller)),
    pair(layer, "strides"),
    layer.getConfig()["padding"] === "same" ? "same" : "valid",
  );
  const made = x.kept.flatMap((channel) => range(multiplier).map((m) => channel * multiplier + m));
  const kept = made.filter((f) => !removed.has(f));
  return { value: pick(all, kept.map((f) => made.indexOf(f)), 3), kept };
}

function shape4({ shape }: tf.Tensor): [number, number, number, number] {
  const [a, b, c, d] = shape;
  assert.ok(a !== undefined && b !== undefined && c !== undefined && d !== undefined);
  return [a, b, c, d];
}

function normalized({ value, kept }: Activation, layer: tf.layers.Layer): Activation {
  const of = (name: string) => {
    const all = weight(layer, name);
    return all === undefined ? undefined : pick(all, kept, 0);
  };
  const { epsilon } = layer.getConfig();
  assert.ok(typeof epsilon === "number");
  const mean = single(of("moving_mean"));
  const deviation = single(of("moving_variance")).add(epsilon).sqrt();
  const scaled = value.sub(mean).div(deviation).mul(of("gamma") ?? 1);
  return { value: scaled.add(of("beta") ?? 0), kept };
}

/** The channels after a reshape that repeats all of them. */
function repeated(before: tf.Shape, after: tf.Shape, kept: readonly number[]): number[] {
  const channels = before.at(-1) ?? 0;
  return range((after.at(-1) ?? 0) / channels).flatMap((i) => kept.map((c) => i * channels + c));
}

function applied(
  layer: tf.layers.Layer,
  name: string,
  inputs: readonly Activation[],
  tensor: tf.SymbolicTensor,
  removed: Removed,
): Activation {
  const [x] = inputs;
  assert.ok(x !== undefined);
  const removedIn = (layerName: string) => removed.get(layerName) ?? new Set<number>();
  switch (layer.getClassName()) {
    case "Conv2D":
      return conv(x, layer, "kernel", removedIn(name));
    case "DepthwiseConv2D": {
      const { value, kept } = depthwise(x, layer, removedIn(name));
      return finished(layer, value, kept);
    }
    case "SeparableConv2D": {
      const between = depthwise(x, layer, removedIn(`${name}/depthwise`));
      return conv(between, layer, "pointwise_kernel", removedIn(`${name}/pointwise`));
    }
    case "Conv2DTranspose":
      return transposed(x, layer, tensor.shape, removedIn(name));
    case "SimpleRNN":
    case "GRU":
    case "LSTM":
      return recurrent(x, layer);
    case "Embedding": {
      const table = required(layer, "embeddings");
      return { value: tf.gather(table, x.value.toInt()), kept: range(table.shape[1] ?? 0) };
    }
    case "Multiply": { // a channel is there when every factor has it; a factor of one channel is multiplied with all
      const width = tensor.shape.at(-1) ?? 0;
      const has = (i: number, channel: number) =>
        inputs[i]?.kept.includes(tensor.inputs[i]?.shape.at(-1) === 1 ? 0 : channel);
      const kept = range(width).filter((channel) => inputs.every((_, i) => has(i, channel)));
      const factors = inputs.map((input, i) => {
        if (tensor.inputs[i]?.shape.at(-1) === 1) return input.value;
        const value = widened(input, kept);
        const [batch = 1, ...rest] = value.shape;
        return value.reshape([batch, ...Array(tensor.shape.length - value.rank).fill(1), ...rest]);
      });
      return { value: factors.reduce((a, b) => a.mul(b)), kept };
    }
    case "BatchNormalization":
      return normalized(x, layer);
    case "PReLU": {
      const alpha = required(layer, "alpha");
      const smaller = alpha.shape.at(-1) === 1 ? alpha : pick(alpha, x.kept, alpha.rank - 1);
      return { value: x.value.relu().sub(x.value.neg().relu().mul(smaller)), kept: x.kept };
    }
    case "Dense": {
      const kernel = pick(required(layer, "kernel"), x.kept, 0);
      const units = kernel.shape[1] ?? 0;
      const value = tf.matMul(x.value.as2D(x.value.shape[0] ?? 0, x.kept.length), kernel);
      return finished(layer, value, range(units));
    }
    case "Add":
    case "Average": {
      const kept = [...new Set(inputs.flatMap((input) => input.kept))].sort((a, b) => a - b);
      const sum = tf.addN(inputs.map((input) => widened(input, kept)));
      return { value: layer.getClassName() === "Add" ? sum : sum.div(inputs.length), kept };
    }
    case "Concatenate": {
      let offset = 0;
      const kept = inputs.flatMap((input, i) => {
        const start = offset;
        offset += tensor.inputs[i]?.shape.at(-1) ?? 0;
        return input.kept.map((channel) => start + channel);
      });
      return { value: tf.concat(inputs.map(({ value }) => value), -1), kept };
    }
    case "Flatten":
    case "Reshape": {
      const before = tensor.inputs[0]?.shape ?? [];
      const kept = repeated(before, tensor.shape, x.kept);
      const middle = tensor.shape.slice(1, -1).map((size) => size ?? 1);
      return { value: x.value.reshape([x.value.shape[0] ?? 1, ...middle, kept.length]), kept };
    }
    case "Rescaling": { // by 0: the zeros that pad a shortcut are there for any input
      const kept = range(tensor.shape.at(-1) ?? 0);
      return { value: widened(x, kept).mul(0), kept };
    }
    default: // each channel separately: the layer accepts any number of channels
      return { value: single(layer.apply(x.value)), kept: x.kept };
  }
}

/** What a layer is called: its first path, where a shared one has several. */
type Names = Map<tf.layers.Layer, string>;

function evaluate(
  model: tf.LayersModel,
  inputs: readonly Activation[],
  removed: Removed,
  names: Names,
  path = "",
): Activation[] {
  const known = new Map(model.inputs.map((tensor, i) => [tensor.id, inputs[i]]));
  const valueOf = (tensor: tf.SymbolicTensor): Activation => {
    const before = known.get(tensor.id);
    if (before !== undefined) return before;
    const { sourceLayer: layer } = tensor;
    const name = names.get(layer) ?? path + layer.name;
    names.set(layer, name);
    const values = tensor.inputs.map(valueOf);
    const result = layer instanceof tf.LayersModel
      ? evaluate(layer, values, removed, names, `${name}/`)[tensor.outputTensorIndex ?? 0]
      : applied(layer, name, values, tensor, removed);
    assert.ok(result !== undefined);
    known.set(tensor.id, result);
    return result;
  };
  return model.outputs.map(valueOf);
}

/** The outputs of a model built without some of its filters. Outputs keep all their channels. */
export function outputsOfSmaller(
  model: tf.LayersModel,
  inputs: readonly tf.Tensor[],
  removed: Removed,
): tf.Tensor[] {
  const activations = inputs.map((value) => ({ value, kept: range(value.shape.at(-1) ?? 0) }));
  return evaluate(model, activations, removed, new Map()).map(({ value }) => value);
}
