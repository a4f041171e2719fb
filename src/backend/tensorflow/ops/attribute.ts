/**
 * Attributes of TensorFlow's operations.
 *
 * @module
 */

import { AttributeTypes as types, DataTypes } from "../ffi/c_api.ts";
import type { NodeJSKernelBackend } from "../binding/tfjs_node.ts";

/** An attribute as tfjs-node takes it. */
export type OpAttribute = Parameters<NodeJSKernelBackend["executeSingleOutput"]>[1][number];

const of = (type: number) => (name: string, value: OpAttribute["value"]): OpAttribute => ({
  name,
  type,
  value,
});

const integer = of(types.TF_ATTR_INT);
const text = of(types.TF_ATTR_STRING);
const type = of(types.TF_ATTR_TYPE);

/** Attributes by kind. */
export const attribute = {
  /** A data type, one of `DataTypes`. */
  type: (name: string, value: number): OpAttribute => type(name, value),
  /** The data type float32. */
  float32: (name: string): OpAttribute => type(name, DataTypes.TF_FLOAT),
  /** The data type int32. */
  int32: (name: string): OpAttribute => type(name, DataTypes.TF_INT32),
  /** As many times the data type float32. */
  float32s: (name: string, count: number): OpAttribute =>
    type(name, new Array<number>(count).fill(DataTypes.TF_FLOAT)),
  integer: (name: string, value: number): OpAttribute => integer(name, value),
  integers: (name: string, value: number[]): OpAttribute => integer(name, value),
  float: (name: string, value: number): OpAttribute => of(types.TF_ATTR_FLOAT)(name, value),
  shape: (name: string, value: number[]): OpAttribute => of(types.TF_ATTR_SHAPE)(name, value),
  flag: (name: string, value: boolean): OpAttribute => of(types.TF_ATTR_BOOL)(name, value),
  text: (name: string, value: string): OpAttribute => text(name, value),
  texts: (name: string, value: string[]): OpAttribute => text(name, value),
};
