/**
 * Attributes of operations.
 *
 * @module
 */

import { AttributeTypes as types } from "./c_api.ts";
import type { Runtime } from "./runtime.ts";

type Scalar = string | number | boolean;

/** An attribute as tfjs-node's kernels write it: `type` is one of `AttributeTypes`. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: Scalar | readonly Scalar[] | object;
}

const encoder = new TextEncoder();
const encodings = new Map<string, Uint8Array<ArrayBuffer>>();

/** The bytes of a text; those of short ones are kept, since the same few come with every operation. */
function encode(text: string): Uint8Array<ArrayBuffer> {
  let bytes = encodings.get(text);
  if (bytes === undefined) {
    bytes = encoder.encode(text);
    if (text.length < 64 && encodings.size < 1024) encodings.set(text, bytes);
  }
  return bytes;
}

/**
 * Sets an attribute of an operation.
 *
 * @throws {TypeError} If the value is not of the attribute's type.
 */
export function setAttribute(runtime: Runtime, op: bigint, attribute: Attribute): void {
  const { value } = attribute;
  const done = Array.isArray(value)
    ? setList(runtime, op, attribute, value)
    : setScalar(runtime, op, attribute);
  if (!done) {
    throw new TypeError(
      `attribute ${attribute.name} of type ${attribute.type} cannot be ${JSON.stringify(value)}`,
    );
  }
}

function setScalar(
  { library: { c }, strings }: Runtime,
  op: bigint,
  { name, type, value }: Attribute,
): boolean {
  const key = strings.address(name);
  if (typeof value === "string" && type === types.TF_ATTR_STRING) {
    const bytes = encode(value);
    c.TFE_OpSetAttrString(op, key, bytes, BigInt(bytes.length));
  } else if (typeof value === "boolean" && type === types.TF_ATTR_BOOL) {
    c.TFE_OpSetAttrBool(op, key, value ? 1 : 0);
  } else if (typeof value !== "number") {
    return false;
  } else if (type === types.TF_ATTR_INT && Number.isFinite(value)) {
    c.TFE_OpSetAttrInt(op, key, BigInt(Math.trunc(value)));
  } else if (type === types.TF_ATTR_FLOAT) {
    c.TFE_OpSetAttrFloat(op, key, value);
  } else if (type === types.TF_ATTR_TYPE) {
    c.TFE_OpSetAttrType(op, key, value);
  } else {
    return false;
  }
  return true;
}

function setList(
  { library, scratch, strings }: Runtime,
  op: bigint,
  { name, type }: Attribute,
  values: readonly unknown[],
): boolean {
  const { c, status } = library;
  const key = strings.address(name);
  const length = values.length;
  scratch.reserve(2 * length);
  if (type === types.TF_ATTR_STRING && areStrings(values)) {
    values.forEach((value, i) => {
      scratch.uint64[i] = strings.address(value);
      scratch.uint64[length + i] = BigInt(encode(value).length);
    });
    const lengths = scratch.address + BigInt(8 * length);
    c.TFE_OpSetAttrStringList(op, key, scratch.address, lengths, length);
  } else if (type === types.TF_ATTR_BOOL) {
    scratch.uint8.set(values.map((value) => value ? 1 : 0));
    c.TFE_OpSetAttrBoolList(op, key, scratch.address, length);
  } else if (!areNumbers(values)) {
    return false;
  } else if (type === types.TF_ATTR_INT) {
    scratch.writeIntegers(values);
    c.TFE_OpSetAttrIntList(op, key, scratch.address, length);
  } else if (type === types.TF_ATTR_FLOAT) {
    scratch.float32.set(values);
    c.TFE_OpSetAttrFloatList(op, key, scratch.address, length);
  } else if (type === types.TF_ATTR_TYPE) {
    scratch.int32.set(values);
    c.TFE_OpSetAttrTypeList(op, key, scratch.address, length);
  } else if (type === types.TF_ATTR_SHAPE) {
    scratch.writeIntegers(values);
    c.TFE_OpSetAttrShape(op, key, scratch.address, length, status);
    library.check();
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
