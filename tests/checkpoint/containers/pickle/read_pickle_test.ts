import assert from "node:assert/strict";
import { readPickle } from "../../../../src/checkpoint/containers/pickle/read_pickle.ts";
import {
  Constructor,
  itemsOf,
  Opaque,
  type PickleNames,
  Tuple,
} from "../../../../src/checkpoint/containers/pickle/values.ts";
import { ByteCursor } from "../../../../src/encoding/byte_cursor.ts";
import { InputError } from "../../../../src/errors.ts";
import { MemorySource } from "../../../../src/files/byte_source.ts";

/**
 * What CPython 3.11 makes, in protocols 0 to 5, of
 * {"a": [1, -2, 300, 70000, -1, 2**40, -2**70, 3.5, None, True, False], "b": (1, (2,), ()), "c": {"x"}, "d": "naïve"}
 */
const PROTOCOLS = [
  "286470300a56610a70310a286c70320a49310a61492d320a61493330300a614937303030300a61492d310a614c313039393531313632373737364c0a614c2d313138303539313632303731373431313330333432344c0a6146332e350a614e614930310a614930300a617356620a70330a2849310a2849320a7470340a28747470350a7356630a70360a635f5f6275696c74696e5f5f0a7365740a70370a28286c70380a56780a70390a61747031300a527031310a7356640a7031320a566e61ef76650a7031330a732e",
  "7d71002858010000006171015d7102284b014afeffffff4d2c014a701101004affffffff4c313039393531313632373737364c0a4c2d313138303539313632303731373431313330333432344c0a47400c0000000000004e4930310a4930300a655801000000627103284b01284b02747104297471055801000000637106635f5f6275696c74696e5f5f0a7365740a7107285d710858010000007871096174710a52710b580100000064710c58060000006e61c3af7665710d752e",
  "80027d71002858010000006171015d7102284b014afeffffff4d2c014a701101004affffffff8a060000000000018a090000000000000000c047400c0000000000004e88896558010000006271034b014b02857104298771055801000000637106635f5f6275696c74696e5f5f0a7365740a71075d710858010000007871096185710a52710b580100000064710c58060000006e61c3af7665710d752e",
  "80037d71002858010000006171015d7102284b014afeffffff4d2c014a701101004affffffff8a060000000000018a090000000000000000c047400c0000000000004e88896558010000006271034b014b02857104298771055801000000637106636275696c74696e730a7365740a71075d710858010000007871096185710a52710b580100000064710c58060000006e61c3af7665710d752e",
  "80049566000000000000007d94288c0161945d94284b014afeffffff4d2c014a701101004affffffff8a060000000000018a090000000000000000c047400c0000000000004e8889658c0162944b014b0285942987948c0163948f94288c017894908c0164948c066e61c3af766594752e",
  "80059566000000000000007d94288c0161945d94284b014afeffffff4d2c014a701101004affffffff8a060000000000018a090000000000000000c047400c0000000000004e8889658c0162944b014b0285942987948c0163948f94288c017894908c0164948c066e61c3af766594752e",
];

const names: PickleNames = {
  global: (module, name) => {
    // Protocols 0 to 3 build a set by calling its type.
    if (name === "set") return new Constructor(name, ([items]) => new Set(itemsOf(items)));
    throw new InputError(`${module}.${name}`);
  },
  persistent: (id) => id,
};

function read(hex: string): unknown {
  const source = new MemorySource("test", Uint8Array.fromHex(hex));
  return readPickle(source, new ByteCursor(source), names);
}

for (const [protocol, hex] of PROTOCOLS.entries()) {
  Deno.test(`readPickle() reads protocol ${protocol} as CPython wrote it`, () => {
    assert.deepEqual(
      read(hex),
      new Map<string, unknown>([
        ["a", [1, -2, 300, 70000, -1, 2 ** 40, -(2n ** 70n), 3.5, null, true, false]],
        ["b", new Tuple([1, new Tuple([2]), new Tuple([])])],
        ["c", new Set(["x"])],
        ["d", "naïve"],
      ]),
    );
  });
}

Deno.test("readPickle() refuses a name that is not on the list, before anything is called", () => {
  // c os \n system \n ( S 'x' \n t R .
  assert.throws(
    () => read("636f730a73797374656d0a2853277827 0a74522e".replace(" ", "")),
    /os\.system/,
  );
});

Deno.test("readPickle() refuses pickles that use values which are not on the stack or in the memo", () => {
  for (const hex of ["2e", "742e", "68052e", "4b01522e", "61", "ff2e", "8bffffffff2e"]) {
    assert.throws(() => read(hex), InputError, hex);
  }
});

/** A pickle of opcodes as Latin-1 text. */
function readText(text: string): unknown {
  const source = new MemorySource("test", Uint8Array.from(text, (char) => char.charCodeAt(0)));
  return readPickle(source, new ByteCursor(source), names);
}

Deno.test("readPickle() refuses lists as names at once: their text could have no end", () => {
  // Forty lists, each of which holds the one before eight times.
  const lists = "]q\0" + `](${"h\0".repeat(8)}eq\0`.repeat(40);
  assert.throws(() => readText(`\x80\x04${lists}\x8c\x01n\x93.`), /a name that is not a text/);
  assert.throws(() => readText(`\x80\x04${lists}0\x8c\x01mh\0\x93.`), /a name that is not a text/);
});

for (
  const [what, pickle] of [
    [
      "lists copied by calls",
      `](${"K\x01".repeat(50_000)}eq\0cb\nset\nq\x01${"h\x01h\0\x85R".repeat(5000)}.`,
    ],
    ["empty dictionaries", `(${"}".repeat(2_000_000)}l.`],
    ["empty sets", `(${"\x8f".repeat(2_000_000)}l.`],
    ["nested tuples", `)${"\x85".repeat(4_000_000)}.`],
    ["nested lists", `${"]".repeat(2_000_000)}${"a".repeat(1_999_999)}.`],
    ["integers", `](${"K\x01".repeat(11_000_000)}e.`],
    ["marks", `${"(".repeat(11_000_000)}.`],
  ] as const
) {
  Deno.test(`readPickle() refuses millions of ${what} within seconds`, () => {
    const start = performance.now();
    assert.throws(() => readText(pickle), /holds millions of objects/);
    assert.ok(performance.now() - start < 5000);
  });
}

Deno.test("readPickle() reads a million integers, and integers of any length", () => {
  const list = readText(`](${"K\x07".repeat(1_000_000)}e.`);
  assert.ok(Array.isArray(list) && list.length === 1_000_000 && list[999_999] === 7);
  assert.equal(readText("\x8a\0."), 0);
  assert.equal(readText("\x8a\x01\xff."), -1);
  assert.equal(readText("\x8a\x02\xff\0."), 255);
  assert.equal(readText(`\x8a\x09${"\0".repeat(8)}\x80.`), -(2n ** 71n));
  assert.equal(readText(`\x8a\x09${"\0".repeat(8)}\x7f.`), 127n * 2n ** 64n);
});

Deno.test("readPickle() skips texts and bytes of more than a megabyte", () => {
  const value = readText(`(B\x01\0\x10\0${"x".repeat(2 ** 20 + 1)}X\x02\0\0\0hil.`);
  assert.ok(Array.isArray(value) && value[0] instanceof Opaque && value[1] === "hi");
});
