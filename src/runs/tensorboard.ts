/**
 * TensorBoard's event files, written by hand: `Event` messages (tensorflow/core/util/event.proto) of scalars, each framed
 * as a TFRecord.
 *
 * @module
 */
import { maskedCrc32c } from "../encoding/crc32c.ts";
import {
  bytesField,
  doubleField,
  floatField,
  textField,
  varintField,
} from "../encoding/protobuf.ts";

/** One measured value under TensorBoard's name for it, such as `accuracy/test`. */
export interface Scalar {
  readonly tag: string;
  readonly value: number;
}

/** The record that an event file has to begin with. @param wallTime Seconds since 1970. */
export function fileVersionRecord(wallTime: number): Uint8Array<ArrayBuffer> {
  return record([...doubleField(1, wallTime), ...textField(3, "brain.Event:2")]);
}

/** The record of one step's scalars. @param wallTime Seconds since 1970. */
export function scalarRecord(
  step: number,
  wallTime: number,
  scalars: readonly Scalar[],
): Uint8Array<ArrayBuffer> {
  const summary = scalars.flatMap(({ tag, value }) =>
    bytesField(1, [...textField(1, tag), ...floatField(2, value)])
  );
  return record([
    ...doubleField(1, wallTime),
    ...varintField(2, step),
    ...bytesField(5, summary),
  ]);
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
