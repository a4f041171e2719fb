import assert from "node:assert/strict";
import { npyActivations, similarity } from "../../src/similarity/mod.ts";

/** A .npy file as numpy.save writes it. */
function npy(descr: string, order: string, shape: string, data: ArrayBuffer): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;
  const header = text.padEnd(128 - 10 - 1) + "\n";
  const head = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0);
  return new Uint8Array([...head, ...new TextEncoder().encode(header), ...new Uint8Array(data)]);
}

function file(bytes: Uint8Array): string {
  const path = Deno.makeTempFileSync({ suffix: ".npy" });
  Deno.writeFileSync(path, bytes);
  return path;
}

const six = Float32Array.of(1, 2, 3, 4, 5, 7).buffer;

Deno.test("npyActivations() reads a table of observations x variables", async () => {
  const path = file(npy("<f4", "False", "3, 2", six));
  const { layers, images, read } = npyActivations([path]);
  assert.deepEqual([images, layers[0]?.channels, layers[0]?.height], [3, 2, 1]);
  for await (const maps of read()) assert.deepEqual(maps.data, Float32Array.of(1, 2, 3, 4, 5, 7));
  Deno.removeSync(path);
});

for (
  const [what, bytes, message] of [
    ["a file that is not .npy", new Uint8Array(64), /it is not an \.npy file/],
    ["an empty file", new Uint8Array(), /it is not an \.npy file/],
    ["Fortran order", npy("<f4", "True", "3, 2", six), /Fortran order.*ascontiguousarray/],
    ["whole numbers", npy("<i4", "False", "3, 2", six), /its numbers are <i4.*astype/],
    ["big-endian numbers", npy(">f4", "False", "3, 2", six), /its numbers are >f4/],
    ["one axis", npy("<f4", "False", "6,", six), /found shape \(6\)/],
    ["three axes", npy("<f4", "False", "1, 3, 2", six), /found shape \(1, 3, 2\)/],
    ["one observation", npy("<f4", "False", "1, 6", six), /at least 2 observations/],
    ["a file cut short", npy("<f4", "False", "3, 20", six), /found 152 bytes, expected 368/],
  ] as const
) {
  Deno.test(`npyActivations() throws an error of one line for ${what}`, () => {
    const path = file(bytes);
    assert.throws(() => npyActivations([path]), { name: "InputError", message });
    Deno.removeSync(path);
  });
}

Deno.test("npyActivations() throws for a missing file, different numbers of observations and NaN", async () => {
  assert.throws(
    () => npyActivations(["/nowhere/a.npy"]),
    /^InputError: Cannot read \/nowhere\/a\.npy: (no such file|it does not exist)/,
  );
  const three = file(npy("<f4", "False", "3, 2", six));
  const two = file(npy("<f4", "False", "2, 3", six));
  assert.throws(() => npyActivations([three, two]), /found 3 and 2 observations/);
  const bad = file(npy("<f4", "False", "3, 2", Float32Array.of(1, 2, 3, NaN, 5, 6).buffer));
  await assert.rejects(() => similarity(npyActivations([bad])), /found NaN in observation 1/);
  for (const path of [three, two, bad]) Deno.removeSync(path);
});
