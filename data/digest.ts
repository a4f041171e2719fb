import { createHash } from "node:crypto";
import type { Images } from "./images.ts";

/**
 * Digest that differs between data sets: SHA-256 over the shape, pixels and labels of each part.
 *
 * @param parts Images, in the order in which they are hashed.
 * @returns `sha256:` and 64 hexadecimal digits. The same on every machine and for every byte order.
 *
 * @example Another order is another digest
 * ```ts
 * import assert from "node:assert/strict";
 * import { digestOf, shapes } from "./mod.ts";
 *
 * const { train, test } = shapes({ train: 10, test: 5 });
 * assert.match(digestOf(train, test), /^sha256:[0-9a-f]{64}$/);
 * assert.notEqual(digestOf(train, test), digestOf(test, train));
 * ```
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
