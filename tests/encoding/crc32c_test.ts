import assert from "node:assert/strict";
import { crc32c, maskedCrc32c } from "../../src/encoding/crc32c.ts";

Deno.test("crc32c() agrees with the vectors of RFC 3720, appendix B.4", () => {
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e);
});

Deno.test("crc32c() gives the check value of CRC-32/ISCSI", () => {
  assert.equal(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
});

Deno.test("maskedCrc32c() rotates right by 15 and adds TensorFlow's constant", () => {
  // 0xe3069283 rotated is 0x2507c60d; plus 0xa282ead8 modulo 2^32, worked out by hand
  assert.equal(maskedCrc32c(new TextEncoder().encode("123456789")), 0xc78ab0e5);
});
