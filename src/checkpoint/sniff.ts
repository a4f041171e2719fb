/**
 * Tells a file's format from its first bytes: endings lie.
 *
 * @module
 */
import type { ByteSource } from "./byte_source.ts";

/** What a file can be found to be. */
export type Sniffed = "safetensors" | "pytorch-legacy";

/**
 * The format of a file.
 *
 * @throws {InputError} If it is no model, saying what it seems to be.
 */
export function sniff(source: ByteSource): Sniffed {
  if (source.size === 0) throw source.fail("it is empty (is the download complete?)");
  const head = source.read(0, Math.min(source.size, 512));
  const [first = 0, second = 0] = head;
  if (first === 0x80 && second >= 2 && second <= 5) return "pytorch-legacy";
  if (head[8] === 0x7b) return "safetensors";
  throw source.fail("it is no model file that repr knows");
}
