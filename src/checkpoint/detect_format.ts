/**
 * Detects a file's format from its first bytes. File extensions are not trusted.
 *
 * @module
 */
import type { ByteSource } from "../files/byte_source.ts";
import { tensorflowFile } from "./conversions.ts";

/** What a file's first bytes can say it is. */
export type DetectedFormat =
  | "safetensors"
  | "pytorch-legacy"
  | "zip"
  | "hdf5"
  | "onnx"
  | "json"
  | "npy";

const HDF5 = "\x89HDF\r\n\x1a\n";

/**
 * The format of a file.
 *
 * @throws {InputError} If it is not a model, saying what it seems to be.
 */
export function detectFormat(source: ByteSource): DetectedFormat {
  if (source.size === 0) throw source.fail("it is empty (is the download complete?)");
  const head = source.read(0, Math.min(source.size, 4096));
  const [first = 0, second = 0] = head;
  const text = latin1(head);
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06")) return "zip";
  if (text.startsWith("\x93NUMPY")) return "npy";
  if (isSafetensors(source, head)) return "safetensors"; // a header of 640 bytes begins like a pickle
  for (const at of [0, 512, 1024, 2048]) if (text.startsWith(HDF5, at)) return "hdf5";
  if (first === 0x80 && second >= 1 && second <= 5) return "pytorch-legacy";
  if (text[8] === "{" && !/^[\x20-\x7e\s]{8}/.test(text)) return "safetensors";
  if (/^\s*\{/.test(text)) return "json";
  const page = /^\s*(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|head|body|!--)/i;
  const other = page.test(text)
    ? "it is a web page, not a model (a failed download? open it in a browser to see why)"
    : OTHERS.find(([magic, at]) => text.startsWith(magic, at))?.[2];
  if (other !== undefined) throw source.fail(other);
  const tensorflow = tensorflowFile(source.path, text);
  if (tensorflow !== undefined) throw source.fail(tensorflow);
  // A protobuf message has no magic number; ONNX begins with its version (field 1) or producer (field 2).
  if (first === 0x08 || first === 0x12 || first === 0x3a) return "onnx";
  throw source.fail(
    "it is not a model file that repr can read (expected safetensors, PyTorch, Keras, ONNX, TensorFlow.js or npz)",
  );
}

/** Whether the bytes begin with the length of a header that fits into the file, and a JSON object. */
function isSafetensors(source: ByteSource, head: Uint8Array<ArrayBuffer>): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false;
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  return length <= BigInt(source.size - 8) && length > 1n;
}

/** Other files that are often given as models, and what to do about them. */
const OTHERS: readonly (readonly [magic: string, at: number, what: string])[] = [
  [
    "version https://git-lfs",
    0,
    "it is a Git LFS pointer, not the model itself (fetch it with: git lfs pull)",
  ],
  ["\x1f\x8b", 0, "it is a gzip archive (unpack it first)"],
  ["BZh", 0, "it is a bzip2 archive (unpack it first)"],
  ["\xfd7zXZ", 0, "it is an xz archive (unpack it first)"],
  ["7z\xbc\xaf", 0, "it is a 7-zip archive (unpack it first)"],
  ["Rar!", 0, "it is a rar archive (unpack it first)"],
  ["\x28\xb5\x2f\xfd", 0, "it is a zstd archive (unpack it first)"],
  [
    "ustar",
    257,
    "it is a tar archive (unpack it first; PyTorch's format before 0.1.11 was one too)",
  ],
  ["GGUF", 0, "it is a GGUF model, whose quantized blocks repr does not read"],
  ["TFL3", 4, "it is a TensorFlow Lite model (give the Keras or TF.js model it was made of)"],
  ["Salted__", 0, "it is encrypted"],
  ["-----BEGIN", 0, "it is a text file in PEM format (an encrypted file?)"],
];

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes); // TextDecoder's "latin1" is windows-1252
}
