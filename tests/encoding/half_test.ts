import assert from "node:assert/strict";
import { bfloat16ToFloat32, float16ToFloat32 } from "../../src/encoding/half.ts";

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
