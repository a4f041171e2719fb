/**
 * Model files: how they are read and written, one file a format.
 *
 * @module
 */
export { type ModelExtras, type ReadModel, readModel, writeModel } from "./tfjs_model.ts";
