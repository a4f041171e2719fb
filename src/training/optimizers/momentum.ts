import { uncorrected, type UpdateRule } from "./update_rule.ts";

/** Plain stochastic gradient descent: w - lr g. */
export const sgd: UpdateRule = {
  slots: [],
  coefficients: uncorrected,
  update: ({ value, gradient, coefficients: { rate } }) => ({
    value: value.sub(gradient.mul(rate)),
    slots: [],
  }),
};

/**
 * Gradient descent with momentum (Sutskever et al. 2013, in the form of TensorFlow and PyTorch): v = m v + g, then
 * w - lr v, or with Nesterov's look-ahead w - lr (g + m v).
 *
 * @param momentum m, in [0, 1).
 */
export function momentumRule(momentum: number, { nesterov = false } = {}): UpdateRule {
  return {
    slots: ["momentum"],
    coefficients: uncorrected,
    update({ value, gradient, slots: [velocity], coefficients: { rate } }) {
      const next = velocity === undefined ? gradient : velocity.mul(momentum).add(gradient);
      const direction = nesterov ? gradient.add(next.mul(momentum)) : next;
      return { value: value.sub(direction.mul(rate)), slots: [next] };
    },
  };
}
