/**
 * SHA-256, by which a file is recognized.
 *
 * @module
 */
import { createHash } from "node:crypto";

/**
 * The SHA-256 of some bytes or text.
 *
 * @param content Text is hashed as UTF-8.
 * @returns `sha256:` and 64 hexadecimal digits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.match(sha256("abc"), /^sha256:ba7816bf.*f20015ad$/);
 * ```
 */
export function sha256(content: string | Uint8Array): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
