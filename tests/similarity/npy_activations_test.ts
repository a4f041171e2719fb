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

Deno.test("npyActivations() reads 16-bit floats", async () => {
  const path = file(npy("<f2", "False", "2, 2", Uint16Array.of(0x3c00, 0xc000, 0x3800, 0).buffer));
  const { layers, read } = npyActivations([path]);
  assert.equal(layers[0]?.precision, "f16");
  for await (const maps of read()) assert.deepEqual(maps.data, Float32Array.of(1, -2, 0.5, 0));
  Deno.removeSync(path);
});

Deno.test("npyActivations() reads N x C x H x W as the same maps as N x H x W x C", async () => {
  const [images, height, width, channels] = [3, 2, 4, 5];
  const last = Float32Array.from({ length: images * height * width * channels }, (_, i) => i);
  const first = new Float32Array(last.length);
  for (let n = 0, at = 0; n < images; n++) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < height * width; p++) {
        first[at++] = last[(n * height * width + p) * channels + c] ?? NaN;
      }
    }
  }
  const path = file(npy("<f4", "False", "3, 5, 2, 4", first.buffer));
  const { layers, read } = npyActivations([path], { channelsFirst: true });
  const [layer] = layers;
  assert.deepEqual([layer?.height, layer?.width, layer?.channels], [height, width, channels]);
  for await (const maps of read()) assert.deepEqual(maps.data, last);
  Deno.removeSync(path);
});

for (
  const [shape, channelsFirst, warning] of [
    ["2, 16, 8, 8", false, /looks like PyTorch's N x C x H x W \(give `channelsFirst`\)/],
    ["2, 64, 1, 1", false, /looks like PyTorch's/],
    ["2, 3, 8, 9", false, /N x 3 x 8 x 9 was read as N x H x W x C/],
    ["2, 8, 8, 16", true, /looks like N x H x W x C \(leave out `channelsFirst`\)/],
    ["2, 8", true, /`channelsFirst` has no effect/],
    ["2, 8, 8, 16", false, undefined],
    ["2, 8, 8, 8", false, undefined],
    ["2, 1, 1, 64", false, undefined],
    ["2, 16, 8, 8", true, undefined],
    ["2, 8", false, undefined],
  ] as const
) {
  Deno.test(`npyActivations() of shape (${shape}), channelsFirst ${channelsFirst}: ${warning ?? "no remark"}`, () => {
    const count = shape.split(", ").reduce((product, size) => product * Number(size), 1);
    const path = file(npy("<f4", "False", shape, new Float32Array(count).buffer));
    const { warnings } = npyActivations([path], { channelsFirst });
    assert.equal(warnings.length, warning === undefined ? 0 : 1);
    if (warning !== undefined) assert.match(warnings[0] ?? "", warning);
    Deno.removeSync(path);
  });
}

Deno.test("a float32 file beside a float64 file does not change which filters of the latter are dead", async () => {
  // Variable 1 varies by 1e-3 around 1e6: less than the rounding errors of 32 bits, much more than those of 64 bits.
  const rows = Array.from({ length: 50 }, (_, i) => [Math.sin(3 * i), Math.cos(7 * i)]);
  const values = Float64Array.from(rows.flatMap(([a = 0, b = 0]) => [a / 1e3, 1e6 + b / 1e3]));
  const single = Float32Array.from(rows.flatMap(([a = 0, b = 0]) => [a, b]));
  const wide = file(npy("<f8", "False", "50, 2", values.buffer));
  const narrow = file(npy("<f4", "False", "50, 2", single.buffer));
  for (const paths of [[wide, narrow], [narrow, wide]]) {
    const { layers, between: [pair] } = await similarity(npyActivations(paths));
    assert.deepEqual(layers.map(({ deadFilters }) => deadFilters), [[], []]);
    assert.ok((pair?.cka ?? 0) > 1 - 1e-6, `CKA ${pair?.cka}`);
    assert.deepEqual(pair?.ranks, [2, 2]);
  }
  for (const path of [wide, narrow]) Deno.removeSync(path);
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
