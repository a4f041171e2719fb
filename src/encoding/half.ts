/**
 * Conversion of floats of 8 and 16 bits to 32-bit ones.
 *
 * @module
 */

/**
 * Widens bfloat16 numbers, which are the upper halves of float32 numbers.
 *
 * @param bits The numbers' bits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(bfloat16ToFloat32(Uint16Array.of(0x3f80, 0xc000)), Float32Array.of(1, -2));
 * ```
 */
export function bfloat16ToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = (bits[i] ?? 0) << 16;
  return new Float32Array(words.buffer);
}

/**
 * Widens IEEE 754 half-precision numbers; subnormals, infinities and NaN too.
 *
 * @param bits The numbers' bits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(float16ToFloat32(Uint16Array.of(0x3c00, 0xfc00)), Float32Array.of(1, -Infinity));
 * ```
 */
export function float16ToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = float32Bits(bits[i] ?? 0);
  return new Float32Array(words.buffer);
}

/**
 * Widens 8-bit floats of four bits of exponent and three of fraction (Micikevicius et al. 2022), which have no infinities.
 *
 * @param bits The numbers' bits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(float8E4M3ToFloat32(Uint8Array.of(0x38, 0xc0, 0x7e)), Float32Array.of(1, -2, 448));
 * ```
 */
export function float8E4M3ToFloat32(bits: Uint8Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(bits, (byte) => E4M3[byte] ?? NaN);
}

/** The 256 values. */
const E4M3 = Float32Array.from({ length: 256 }, (_, byte) => {
  const sign = byte & 0x80 ? -1 : 1;
  const [exponent, fraction] = [(byte >>> 3) & 0xf, byte & 7];
  if (exponent === 0xf && fraction === 7) return NaN;
  return sign *
    (exponent === 0 ? fraction / 8 * 2 ** -6 : (1 + fraction / 8) * 2 ** (exponent - 7));
});

/**
 * Widens 8-bit floats of five bits of exponent and two of fraction, which are the upper halves of half-precision numbers.
 *
 * @param bits The numbers' bits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(float8E5M2ToFloat32(Uint8Array.of(0x3c, 0xc0, 0x7c)), Float32Array.of(1, -2, Infinity));
 * ```
 */
export function float8E5M2ToFloat32(bits: Uint8Array): Float32Array<ArrayBuffer> {
  return float16ToFloat32(Uint16Array.from(bits, (byte) => byte << 8));
}

function float32Bits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  const shift = Math.clz32(fraction) - 21; // moves the leading 1 to bit 10
  return sign | ((113 - shift) << 23) | ((fraction << (13 + shift)) & 0x7fffff);
}
