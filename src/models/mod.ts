/**
 * The catalog of architectures: name -> tf.LayersModel.
 *
 * @module
 */

export { buildModel, type ModelOptions } from "./build_model.ts";
export { describeModel, type ModelDescription, parametersOf } from "./description.ts";
export {
  type Architecture,
  architectureNamed,
  families,
  type Family,
  modelNames,
} from "./names.ts";
export { classesOf, loadStateDictionary, type StateTensor } from "./state_dictionary.ts";
