/**
 * Mends the padding `same` of the stock convolutions.
 *
 * @module
 */

import { convolutionGeometry, input } from "../geometry.ts";
import type { Kernel } from "./register.ts";

/**
 * The same forward convolution, given its padding in numbers.
 *
 * With the word `same` the stock kernel leaves the padding to XNNPACK, which shifts the windows when a stride exceeds
 * the kernel: 3 rows, kernel 2, stride 3 need -1 rows of padding, and the first window saw nothing but zeros.
 */
export function withExplicitPadding(stock: Kernel): Kernel {
  return (backend, inputs, attributes) => {
    if (attributes["pad"] !== "same") return stock(backend, inputs, attributes);
    // Padding depends on the kernel's height and width only, so it does not matter here what its channels mean.
    const { padInfo } = convolutionGeometry(
      input(inputs, "x").shape,
      input(inputs, "filter").shape,
      attributes,
    );
    const { top, bottom, left, right } = padInfo;
    const pad = [[0, 0], [top, bottom], [left, right], [0, 0]];
    return stock(backend, inputs, { ...attributes, pad });
  };
}
