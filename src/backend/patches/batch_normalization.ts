/**
 * Batch normalization in training as one kernel, with its gradient as another.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/**
 * Kernel: inputs `x` [n, h, w, c], `scale` [c], `offset` [c], attribute `epsilon`; outputs `y`, the batch's mean [c]
 * and (biased) variance [c], then any tensors that the backend's gradient kernel needs.
 */
export const TRAINING_BATCH_NORM = "TrainingBatchNorm";

/**
 * Kernel: inputs `dy`, `x`, `scale`, `mean`, `variance` and the forward kernel's other outputs as `reserve0`, `reserve1`;
 * outputs `dx`, `dscale`, `doffset`.
 */
export const TRAINING_BATCH_NORM_GRADIENT = "TrainingBatchNormGrad";

/** The members of tf.layers' batch normalization layer that are used here. */
interface BatchNormalizationLayer {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: Weight | null;
  readonly beta?: Weight | null;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
  call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor | tf.Tensor[];
}

interface Weight {
  read(): tf.Tensor;
  write(value: tf.Tensor): void;
}

/**
 * Makes tf.layers' batch normalization train with the two kernels, on backends that have them. tfjs composes it of a
 * dozen operations, and its gradient of two dozen more: more than half of a residual net's training step.
 *
 * The layer's method `call` is replaced, for all layers of the class, because the kernels do in one operation what the
 * method does in several. Values and moving averages are the same.
 */
export function registerTrainingBatchNorm(): void {
  tf.registerGradient({
    kernelName: TRAINING_BATCH_NORM,
    inputsToSave: ["x", "scale"],
    outputsToSave: [false, true, true, true, true],
    gradFunc: gradients,
  });
  const layer: BatchNormalizationLayer = Object.getPrototypeOf(tf.layers.batchNormalization());
  const stock = layer.call;
  layer.call = function (this: BatchNormalizationLayer, inputs, options) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const hasKernel = options["training"] === true && x !== undefined && x.rank === 4 &&
      x.dtype === "float32" && (this.axis === -1 || this.axis === 3) && x.size > 0 &&
      tf.getKernel(TRAINING_BATCH_NORM, tf.getBackend()) !== undefined;
    return hasKernel ? normalize(this, x) : stock.call(this, inputs, options);
  };
}

function normalize(layer: BatchNormalizationLayer, x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const channels = x.shape.at(-1) ?? 0;
    const scale = layer.gamma?.read() ?? tf.ones([channels]);
    const offset = layer.beta?.read() ?? tf.zeros([channels]);
    const outputs: tf.Tensor[] = tf.engine().runKernel(TRAINING_BATCH_NORM, { x, scale, offset }, {
      epsilon: layer.epsilon,
    });
    const [y, mean, variance] = outputs;
    if (y === undefined || mean === undefined || variance === undefined) {
      throw new TypeError("three outputs expected");
    }
    average(layer.movingMean, mean, layer.momentum);
    average(layer.movingVariance, variance, layer.momentum);
    return y;
  });
}

/** Updates a moving average with the same operations as the layer's own code. */
function average(weight: Weight, value: tf.Tensor, momentum: number): void {
  const old = weight.read();
  weight.write(old.sub(old.sub(value).mul(1 - momentum)));
}

const gradients: tf.GradConfig["gradFunc"] = (dy, saved, attributes) => {
  const [dy0] = Array.isArray(dy) ? dy : [dy];
  const [x, scale, mean, variance, ...reserves] = saved;
  if (
    dy0 === undefined || x === undefined || scale === undefined || mean === undefined ||
    variance === undefined
  ) throw new TypeError("missing tensors of batch normalization");
  const inputs = { dy: dy0, x, scale, mean, variance };
  const reserved = Object.fromEntries(reserves.map((tensor, i) => [`reserve${i}`, tensor]));
  const outputs: tf.Tensor[] = tf.engine().runKernel(
    TRAINING_BATCH_NORM_GRADIENT,
    { ...inputs, ...reserved },
    attributes,
  );
  const output = (i: number) => () => outputs[i] ?? tf.zeros([0]);
  return { x: output(0), scale: output(1), offset: output(2) };
};
