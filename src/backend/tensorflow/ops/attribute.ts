/**
 * Attributes of TensorFlow's operations, as kernels write them.
 *
 * @module
 */

import { AttributeTypes as types, DataTypes } from "../ffi/c_api.ts";

/** An attribute. The type is the one that tfjs-node's kernels use. */
export interface Attribute {
  name: string;
  /** One of `AttributeTypes`. */
  type: number;
  /** A value of this type, or a list of such values. */
  value: string | number | boolean | object;
}

const of = <Value extends Attribute["value"]>(type: number) => (name: string, value: Value) => ({
  name,
  type,
  value,
});

const type = of<number | number[]>(types.TF_ATTR_TYPE);

/** Makes attributes, by kind. */
export const attribute = {
  /** A data type, one of `DataTypes`. */
  type: (name: string, value: number): Attribute => type(name, value),
  /** The data type float32. */
  float32: (name: string): Attribute => type(name, DataTypes.TF_FLOAT),
  /** The data type int32. */
  int32: (name: string): Attribute => type(name, DataTypes.TF_INT32),
  /** A list of `count` times the data type float32. */
  float32s: (name: string, count: number): Attribute =>
    type(name, new Array<number>(count).fill(DataTypes.TF_FLOAT)),
  integer: of<number>(types.TF_ATTR_INT),
  integers: of<number[]>(types.TF_ATTR_INT),
  float: of<number>(types.TF_ATTR_FLOAT),
  shape: of<number[]>(types.TF_ATTR_SHAPE),
  flag: of<boolean>(types.TF_ATTR_BOOL),
  text: of<string>(types.TF_ATTR_STRING),
  texts: of<string[]>(types.TF_ATTR_STRING),
};
