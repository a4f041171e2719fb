/**
 * Installs TensorFlow's library into the project's cache. A light entry: it loads no tfjs.
 *
 * @module
 */

export { type Setup, type SetupOptions, setupTensorflow } from "./setup.ts";
