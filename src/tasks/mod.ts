/**
 * What models are trained on, one file a task.
 *
 * @module
 */
export { classification, type ClassificationOptions, labeledImages } from "./classification.ts";
export { type Classified, classify } from "./classify.ts";
