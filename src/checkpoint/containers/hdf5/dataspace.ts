import { shapeOf } from "../../../encoding/json_value.ts";
import type { Hdf5File } from "./file.ts";

/**
 * The shape at an address: empty for a single element.
 *
 * @throws {InputError} If it is damaged.
 */
export function readDataspace(file: Hdf5File, address: number): number[] {
  const cursor = file.cursor(address, 64);
  const version = cursor.u8();
  const rank = cursor.u8();
  cursor.skip(1);
  const kind = cursor.u8();
  if (version === 2 && kind === 2) return [0];
  if (version === 1) cursor.skip(4);
  if (version < 1 || version > 2 || rank > 32) throw file.fail("a shape is damaged");
  const shape = shapeOf(Array.from({ length: rank }, () => cursor.u64()));
  if (shape === undefined) throw file.fail("a shape is impossibly large");
  return shape;
}
