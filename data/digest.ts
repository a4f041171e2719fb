import { createHash } from "node:crypto";
import type { Images } from "./images.ts";

/**
 * The digest that tells two data sets apart: SHA-256 over every part's shape, pixels and labels, in order.
 *
 * @returns `sha256:` and 64 hexadecimal digits.
 */
export function digestOf(...parts: readonly Images[]): string {
  const hash = createHash("sha256");
  for (const { count, shape, pixels, labels } of parts) {
    hash.update(`${[count, ...shape].join("x")}\n`);
    hash.update(pixels);
    hash.update(littleEndian(labels));
  }
  return `sha256:${hash.digest("hex")}`;
}

function littleEndian(labels: Uint16Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(labels.byteLength));
  labels.forEach((label, i) => bytes.setUint16(2 * i, label, true));
  return new Uint8Array(bytes.buffer);
}
