import assert from "node:assert/strict";
import { join } from "node:path";
import { elfDamage } from "../../../../src/backend/tensorflow/ffi/elf.ts";

/** The smallest header of a 64-bit library whose section headers end at byte 192. */
function header(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(40, 64n, true); // e_shoff
  view.setUint16(58, 64, true); // e_shentsize
  view.setUint16(60, 2, true); // e_shnum
  return bytes;
}

async function damageOf(bytes: Uint8Array): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(join(folder, "lib.so"), bytes);
    return await elfDamage(join(folder, "lib.so"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("elfDamage() accepts a complete library", async () => {
  assert.equal(
    await damageOf(Uint8Array.from([...header(), ...new Array<number>(128).fill(0)])),
    undefined,
  );
  assert.equal(await elfDamage(Deno.execPath()), undefined);
});

Deno.test("elfDamage() reports a truncated library, which would kill the process", async () => {
  const damage = await damageOf(Uint8Array.from([...header(), ...new Array<number>(127).fill(0)]));
  assert.match(damage ?? "", /191 bytes.*192.*truncated/);
});

Deno.test("elfDamage() reports a file that is no library, empty or missing", async () => {
  assert.match(
    await damageOf(new TextEncoder().encode("<html>".repeat(20))) ?? "",
    /no 64-bit ELF/,
  );
  assert.match(await damageOf(new Uint8Array()) ?? "", /no 64-bit ELF/);
  assert.match(await elfDamage("/nowhere/lib.so") ?? "", /does not exist/);
});
