import assert from "node:assert/strict";
import { npyHeader } from "../../src/encoding/npy.ts";
import { MemorySource } from "../../src/files/byte_source.ts";

/** The beginning of an `.npy` file, as numpy.save writes it. */
function npy(dictionary: string, version = 1): Uint8Array {
  const header = new TextEncoder().encode(`${dictionary}\n`);
  const length = version === 1 ? [header.length, 0] : [header.length, 0, 0, 0];
  return Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...length, ...header);
}

const read = (bytes: Uint8Array) => {
  const source = new MemorySource("a.npy", bytes);
  return npyHeader(source, (what) => source.fail(`it ${what}`));
};

Deno.test("npyHeader() reads shape, type, order and start, in all versions of the format", () => {
  for (const version of [1, 2, 3]) {
    const bytes = npy("{'descr': '>i8', 'fortran_order': True, 'shape': (4, 5, 6), }", version);
    assert.deepEqual(read(bytes), {
      shape: [4, 5, 6],
      type: "i8",
      byteOrder: ">",
      fortranOrder: true,
      start: bytes.length,
    });
  }
});

Deno.test("npyHeader() reads the shapes of one axis and of none, and has no type for records", () => {
  const shape = (text: string) =>
    read(npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (${text}), }`)).shape;
  assert.deepEqual(shape("7,"), [7]);
  assert.deepEqual(shape(""), []);
  const records = "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,), }";
  assert.equal(read(npy(records)).type, "");
});

for (
  const [what, bytes, message] of [
    ["nothing", new Uint8Array(), "is not an .npy file"],
    ["other bytes", new Uint8Array(64), "is not an .npy file"],
    ["only the magic number", npy("").subarray(0, 8), "is cut (is the file complete?)"],
    ["half a header", npy("{'descr': '<f4'").subarray(0, 20), "is cut (is the file complete?)"],
    ["version 4", npy("{}", 4), "has version 4 of the format, expected 1 to 3"],
    ["a dictionary without a shape", npy("{'descr': '<f4'}"), "has a damaged header"],
    [
      "a shape of too many elements",
      npy(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9007199254740992, 9007199254740992), }",
      ),
      "has a damaged header",
    ],
    [
      "a very long header",
      Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 0, 0, 1, 1),
      "has a header of 16,842,752 bytes, expected at most 65536",
    ],
  ] as const
) {
  Deno.test(`npyHeader() refuses ${what}`, () => {
    assert.throws(() => read(bytes), { message: `Cannot read a.npy: it ${message}` });
  });
}
