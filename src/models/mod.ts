/**
 * The catalog of architectures: name -> tf.LayersModel.
 *
 * @module
 */

export { buildModel } from "./build_model.ts";
export { describeModel, type ModelDescription, parametersOf } from "./description.ts";
export type { Architecture, ModelOptions } from "./family.ts";
export { initialValues } from "./initial_values.ts";
export { architectureNamed, modelNames } from "./names.ts";
export { classesOf, loadStateDictionary, type StateTensor } from "./state_dictionary.ts";
