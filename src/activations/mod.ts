/**
 * Running a model layer by layer: the activations of its convolutions.
 *
 * @module
 */

export { ActivationReader, type ConvActivation, type ModelInputs } from "./activation_reader.ts";
