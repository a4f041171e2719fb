/**
 * safetensors files: the length of the header in eight bytes, the header in JSON, the numbers.
 *
 * @module
 */
import { grouped } from "../../encoding/grouped.ts";
import {
  countsOf,
  isObject,
  parseJsonObject,
  shapeOf,
  shown,
  textOf,
} from "../../encoding/json.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { ownValue } from "../../own_value.ts";
import { type DType, ITEM_BYTES, toFloats } from "../dtype.ts";
import { byNaturalOrder } from "../natural_order.ts";
import { sizeOf, type StoredTensor } from "../stored_tensor.ts";

const DTYPES: Readonly<Record<string, DType>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  F8_E4M3: "float8_e4m3",
  F8_E5M2: "float8_e5m2",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  I8: "int8",
  U64: "uint64",
  U32: "uint32",
  U16: "uint16",
  U8: "uint8",
  BOOL: "bool",
};

/** The limit that the format sets. */
const LARGEST_HEADER = 100_000_000;

/** The bytes of a tensor, counted from the end of the header. */
interface Span {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The tensors of a safetensors file, in natural order of their names: in the file they are in alphabetical order.
 *
 * @throws {InputError} If the header is damaged or too large, or its tensors do not fill the file exactly.
 */
export function safetensorsTensors(source: ByteSource): StoredTensor[] {
  if (source.size < 10) throw source.fail(`it has ${source.size} bytes, too few for safetensors`);
  const length = Number(new DataView(source.read(0, 8).buffer).getBigUint64(0, true));
  if (length > LARGEST_HEADER || 8 + length > source.size) {
    throw source.fail(
      `its header claims ${grouped(length)} bytes but the file has ${grouped(source.size)}` +
        ` and the format allows ${grouped(LARGEST_HEADER)} (is it complete, is it safetensors?)`,
    );
  }
  const header = parseJsonObject(source, source.read(8, length), "its header");
  const spans: Span[] = [];
  const tensors: StoredTensor[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { tensor, span } = readEntry(source, 8 + length, name, entry);
    tensors.push(tensor);
    spans.push(span);
  }
  checkSpans(source, source.size - 8 - length, spans);
  return tensors.sort(byNaturalOrder(({ name }) => name));
}

function readEntry(
  source: ByteSource,
  dataStart: number,
  name: string,
  entry: unknown,
): { tensor: StoredTensor; span: Span } {
  const bad = (what: string) => source.fail(`tensor "${name}" ${what}`);
  if (!isObject(entry)) throw bad("has no description in the header");
  const dtype = ownValue(DTYPES, textOf(entry["dtype"]));
  if (dtype === undefined) {
    throw bad(
      `has type ${shown(entry["dtype"])}, expected one of ${Object.keys(DTYPES).join(", ")}`,
    );
  }
  const shape = shapeOf(entry["shape"]);
  if (shape === undefined) throw bad(`has shape ${shown(entry["shape"])}`);
  const offsets = countsOf(entry["data_offsets"]) ?? [];
  const [start, end] = offsets;
  if (offsets.length !== 2 || start === undefined || end === undefined || end < start) {
    throw bad(`has data_offsets ${shown(entry["data_offsets"])}`);
  }
  if (end - start !== sizeOf(shape) * ITEM_BYTES[dtype]) {
    throw bad(
      `of shape [${shape.join(", ")}] and type ${dtype} has ${grouped(end - start)} bytes,` +
        ` expected ${grouped(sizeOf(shape) * ITEM_BYTES[dtype])}`,
    );
  }
  if (dataStart + end > source.size) {
    throw bad(
      `ends at byte ${grouped(dataStart + end)} but the file has ${grouped(source.size)} bytes` +
        " (is the download complete?)",
    );
  }
  const read = () => toFloats(source.read(dataStart + start, end - start), dtype);
  return { tensor: { name, shape, dtype, read }, span: { name, start, end } };
}

/** The format allows neither overlaps nor holes, because either could hide other data in the file. */
function checkSpans(source: ByteSource, dataSize: number, spans: readonly Span[]): void {
  let end = 0;
  let before = "the header";
  for (const span of spans.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (span.start !== end) {
      const relation = span.start < end ? "overlaps" : "leaves a hole after";
      throw source.fail(`tensor "${span.name}" ${relation} ${before} (was the file edited?)`);
    }
    end = span.end;
    before = `tensor "${span.name}"`;
  }
  if (end !== dataSize) {
    throw source.fail(`${grouped(dataSize - end)} bytes follow its last tensor, expected none`);
  }
}
