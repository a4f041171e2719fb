import * as tf from "@tensorflow/tfjs";
import { uncorrected, type UpdateRule } from "./update_rule.ts";

/** Tieleman & Hinton 2012, lecture 6.5: the share of the running mean that stays. */
const RHO = 0.9;
/** Keras' default; keeps the quotient finite. */
const EPSILON = 1e-7;

/** RMSProp (Tieleman & Hinton 2012): the gradient over the root of its running mean square. */
export const rmsprop: UpdateRule = {
  slots: ["rms"],
  coefficients: uncorrected,
  update({ value, gradient, slots: [previous = tf.zerosLike(value)], coefficients: { rate } }) {
    const meanSquare = previous.mul(RHO).add(gradient.square().mul(1 - RHO));
    return {
      value: value.sub(gradient.mul(rate).div(meanSquare.add(EPSILON).sqrt())),
      slots: [meanSquare],
    };
  },
};
