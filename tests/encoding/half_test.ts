import assert from "node:assert/strict";
import {
  bfloat16ToFloat32,
  float16ToFloat32,
  float8E4M3ToFloat32,
  float8E5M2ToFloat32,
} from "../../src/encoding/half.ts";

Deno.test("every half-precision number is what the machine's own DataView reads", () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const view = new DataView(bits.buffer);
  const found = float16ToFloat32(bits);
  for (let i = 0; i < bits.length; i++) assert.equal(found[i], view.getFloat16(2 * i, true));
});

Deno.test("bfloat16 is the upper half of a single-precision number", () => {
  assert.deepEqual([...bfloat16ToFloat32(Uint16Array.of(0x3f80, 0xc000, 0x0000, 0x7f80))], [
    1,
    -2,
    0,
    Infinity,
  ]);
});

Deno.test("every 8-bit float is what the machine's own DataView reads of half-precision numbers", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const [e4m3, e5m2] = [float8E4M3ToFloat32(bytes), float8E5M2ToFloat32(bytes)];
  const view = new DataView(new ArrayBuffer(2));
  for (const byte of bytes) {
    view.setUint16(0, byte << 8);
    assert.equal(e5m2[byte], view.getFloat16(0));
    view.setUint16(0, (byte & 0x80) << 8 | (byte & 0x7f) << 7); // the exponent's bias is 7 instead of 15
    assert.equal(e4m3[byte], (byte & 0x7f) === 0x7f ? NaN : 256 * view.getFloat16(0));
  }
});
