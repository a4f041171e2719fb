/**
 * TensorBoard's event files, written by hand: `Event` messages (tensorflow/core/util/event.proto) of scalars, each framed
 * as a TFRecord.
 *
 * @module
 */
import { maskedCrc32c } from "../encoding/crc32c.ts";

/** One measured value under TensorBoard's name for it, such as `accuracy/test`. */
export interface Scalar {
  readonly tag: string;
  readonly value: number;
}

/** The record that an event file has to begin with. @param wallTime Seconds since 1970. */
export function fileVersionRecord(wallTime: number): Uint8Array<ArrayBuffer> {
  return record([...double(1, wallTime), ...bytes(3, utf8("brain.Event:2"))]);
}

/** The record of one step's scalars. @param wallTime Seconds since 1970. */
export function scalarRecord(
  step: number,
  wallTime: number,
  scalars: readonly Scalar[],
): Uint8Array<ArrayBuffer> {
  const summary = scalars.flatMap(({ tag, value }) =>
    bytes(1, [...bytes(1, utf8(tag)), ...float(2, value)])
  );
  return record([...double(1, wallTime), ...varint(2, step), ...bytes(5, summary)]);
}

/** A TFRecord: length, its checksum, the data, its checksum; little-endian. */
function record(data: readonly number[]): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(framed.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(framed.subarray(0, 8)), true);
  framed.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(framed.subarray(12, 12 + data.length)), true);
  return framed;
}

/** Protocol buffers' wire types: 0 a varint, 1 eight bytes, 2 counted bytes, 5 four bytes. */
function key(field: number, wire: 0 | 1 | 2 | 5): number[] {
  return base128(field * 8 + wire);
}

function varint(field: number, value: number): number[] {
  return [...key(field, 0), ...base128(value)];
}

function bytes(field: number, content: readonly number[]): number[] {
  return [...key(field, 2), ...base128(content.length), ...content];
}

function double(field: number, value: number): number[] {
  return [...key(field, 1), ...new Uint8Array(new Float64Array([value]).buffer)];
}

function float(field: number, value: number): number[] {
  return [...key(field, 5), ...new Uint8Array(new Float32Array([value]).buffer)];
}

function base128(value: number): number[] {
  const digits = [];
  for (; value >= 128; value = Math.floor(value / 128)) digits.push(value % 128 + 128);
  return [...digits, value];
}

function utf8(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}
