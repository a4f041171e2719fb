import * as tf from "@tensorflow/tfjs";
import type { UpdateRule } from "./update_rule.ts";

/** Kingma & Ba 2014, the values of their algorithm 1. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Adam (Kingma & Ba 2014, algorithm 1). The bias corrections are computed from the step in double precision. */
export const adam: UpdateRule = {
  slots: ["m", "v"],
  coefficients: (learningRate, step) => ({
    rate: learningRate / (1 - BETA1 ** step),
    correction: 1 / (1 - BETA2 ** step),
  }),
  update({ value, gradient, slots, coefficients: { rate, correction } }) {
    const [first = tf.zerosLike(value), second = tf.zerosLike(value)] = slots;
    const m = first.mul(BETA1).add(gradient.mul(1 - BETA1));
    const v = second.mul(BETA2).add(gradient.square().mul(1 - BETA2));
    const deviation = v.mul(correction).sqrt().add(EPSILON);
    return { value: value.sub(m.mul(rate).div(deviation)), slots: [m, v] };
  },
};
