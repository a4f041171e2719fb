/**
 * Sets attributes of operations through the C API: of operations that are executed, and of operations in a graph.
 *
 * @module
 */

import { AttributeTypes as types } from "../ffi/c_api.ts";
import type { Libtensorflow } from "../ffi/libtensorflow.ts";
import type { Attribute } from "./attribute.ts";
import type { CStrings, Scratch } from "../ffi/memory.ts";

/** The memory that holds names and lists of values while an operation is being described. */
export interface OpMemory {
  readonly strings: CStrings;
  readonly scratch: Scratch;
}

const encoder = new TextEncoder();
const encodings = new Map<string, Uint8Array<ArrayBuffer>>();

/** The UTF-8 of a text. Short texts are cached: the same few are used by every operation. */
function encode(text: string): Uint8Array<ArrayBuffer> {
  let bytes = encodings.get(text);
  if (bytes === undefined) {
    bytes = encoder.encode(text);
    if (text.length < 64 && encodings.size < 1024) encodings.set(text, bytes);
  }
  return bytes;
}

/** The C functions that set attributes. */
export interface AttributeSetters {
  text(op: bigint, name: bigint, bytes: Uint8Array<ArrayBuffer>, length: bigint): void;
  integer(op: bigint, name: bigint, value: bigint): void;
  float(op: bigint, name: bigint, value: number): void;
  flag(op: bigint, name: bigint, value: number): void;
  type(op: bigint, name: bigint, value: number): void;
  shape(op: bigint, name: bigint, lengths: bigint, rank: number): void;
  texts(op: bigint, name: bigint, values: bigint, lengths: bigint, count: number): void;
  integers(op: bigint, name: bigint, values: bigint, count: number): void;
  floats(op: bigint, name: bigint, values: bigint, count: number): void;
  flags(op: bigint, name: bigint, values: bigint, count: number): void;
  types(op: bigint, name: bigint, values: bigint, count: number): void;
}

/** The functions for operations that are executed. */
export function eagerSetters(library: Libtensorflow): AttributeSetters {
  const { c, status } = library;
  return {
    text: c.TFE_OpSetAttrString,
    integer: c.TFE_OpSetAttrInt,
    float: c.TFE_OpSetAttrFloat,
    flag: c.TFE_OpSetAttrBool,
    type: c.TFE_OpSetAttrType,
    shape(op, name, lengths, rank) {
      c.TFE_OpSetAttrShape(op, name, lengths, rank, status);
      library.check();
    },
    texts: c.TFE_OpSetAttrStringList,
    integers: c.TFE_OpSetAttrIntList,
    floats: c.TFE_OpSetAttrFloatList,
    flags: c.TFE_OpSetAttrBoolList,
    types: c.TFE_OpSetAttrTypeList,
  };
}

/** The functions for operations in a graph. */
export function graphSetters({ c }: Libtensorflow): AttributeSetters {
  return {
    text: c.TF_SetAttrString,
    integer: c.TF_SetAttrInt,
    float: c.TF_SetAttrFloat,
    flag: c.TF_SetAttrBool,
    type: c.TF_SetAttrType,
    shape: c.TF_SetAttrShape,
    texts: c.TF_SetAttrStringList,
    integers: c.TF_SetAttrIntList,
    floats: c.TF_SetAttrFloatList,
    flags: c.TF_SetAttrBoolList,
    types: c.TF_SetAttrTypeList,
  };
}

/**
 * Sets an attribute of an operation.
 *
 * @throws {TypeError} If the value is not of the attribute's type.
 */
export function setAttribute(
  memory: OpMemory,
  set: AttributeSetters,
  op: bigint,
  attribute: Attribute,
): void {
  const { value } = attribute;
  const done = Array.isArray(value)
    ? setList(memory, set, op, attribute, value)
    : setScalar(memory, set, op, attribute);
  if (!done) {
    throw new TypeError(
      `attribute ${attribute.name} of type ${attribute.type} cannot be ${JSON.stringify(value)}`,
    );
  }
}

function setScalar(
  { strings }: OpMemory,
  set: AttributeSetters,
  op: bigint,
  { name, type, value }: Attribute,
): boolean {
  const key = strings.address(name);
  if (typeof value === "string" && type === types.TF_ATTR_STRING) {
    const bytes = encode(value);
    set.text(op, key, bytes, BigInt(bytes.length));
  } else if (typeof value === "boolean" && type === types.TF_ATTR_BOOL) {
    set.flag(op, key, value ? 1 : 0);
  } else if (typeof value !== "number") {
    return false;
  } else if (type === types.TF_ATTR_INT && Number.isFinite(value)) {
    set.integer(op, key, BigInt(Math.trunc(value)));
  } else if (type === types.TF_ATTR_FLOAT) {
    set.float(op, key, value);
  } else if (type === types.TF_ATTR_TYPE) {
    set.type(op, key, value);
  } else {
    return false;
  }
  return true;
}

function setList(
  { scratch, strings }: OpMemory,
  set: AttributeSetters,
  op: bigint,
  { name, type }: Attribute,
  values: readonly unknown[],
): boolean {
  const key = strings.address(name);
  const length = values.length;
  scratch.reserve(2 * length);
  if (type === types.TF_ATTR_STRING && areStrings(values)) {
    values.forEach((value, i) => {
      scratch.uint64[i] = strings.address(value);
      scratch.uint64[length + i] = BigInt(encode(value).length);
    });
    const lengths = scratch.address + BigInt(8 * length);
    set.texts(op, key, scratch.address, lengths, length);
  } else if (type === types.TF_ATTR_BOOL) {
    scratch.uint8.set(values.map((value) => value ? 1 : 0));
    set.flags(op, key, scratch.address, length);
  } else if (!areNumbers(values)) {
    return false;
  } else if (type === types.TF_ATTR_INT) {
    scratch.writeIntegers(values);
    set.integers(op, key, scratch.address, length);
  } else if (type === types.TF_ATTR_FLOAT) {
    scratch.float32.set(values);
    set.floats(op, key, scratch.address, length);
  } else if (type === types.TF_ATTR_TYPE) {
    scratch.int32.set(values);
    set.types(op, key, scratch.address, length);
  } else if (type === types.TF_ATTR_SHAPE) {
    scratch.writeIntegers(values);
    set.shape(op, key, scratch.address, length);
  } else {
    return false;
  }
  return true;
}

function areStrings(values: readonly unknown[]): values is readonly string[] {
  return values.every((value) => typeof value === "string");
}

function areNumbers(values: readonly unknown[]): values is readonly number[] {
  return values.every((value) => typeof value === "number");
}
