/**
 * Terms of the loss, one file each.
 *
 * @module
 */
export { crossEntropy } from "./cross_entropy.ts";
