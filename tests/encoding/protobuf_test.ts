import fc from "fast-check";
import assert from "node:assert/strict";
import {
  bytesField,
  doubleField,
  floatField,
  ProtobufReader,
  textField,
  varintField,
} from "../../src/encoding/protobuf.ts";
import { InputError } from "../../src/errors.ts";
import { MemorySource } from "../../src/files/byte_source.ts";

const reader = (bytes: readonly number[]) =>
  new ProtobufReader(new MemorySource("file", Uint8Array.from(bytes)), "ONNX");

Deno.test("varintField() writes the example of the encoding's specification", () => {
  assert.deepEqual(varintField(1, 150), [0x08, 0x96, 0x01]);
  assert.deepEqual(textField(2, "testing"), [0x12, 7, ...new TextEncoder().encode("testing")]);
});

Deno.test("fields() returns the integers, texts and messages that were written, and skips floats", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({
        number: fc.integer({ min: 1, max: 1000 }),
        value: fc.oneof(fc.maxSafeNat(), fc.string()),
      }, { noNullPrototype: true })),
      (written) => {
        const message = written.flatMap(({ number, value }) => [
          ...doubleField(number, 1.5),
          ...typeof value === "number" ? varintField(number, value) : textField(number, value),
          ...floatField(number, -2),
        ]);
        const outer = reader(bytesField(3, message));
        const [field] = outer.fields();
        assert.ok(field?.range);
        const found = Array.from(outer.fields(field.range), ({ number, value, range }) => ({
          number,
          value: range === null ? value : outer.text(range),
        }));
        assert.deepEqual(found, written);
      },
    ),
    { numRuns: 100 },
  );
});

Deno.test("varints() reads packed numbers, negative ones in ten bytes too", () => {
  const minusTwo = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
  const packed = reader([...minusTwo, 0x7f, 0xac, 0x02]);
  assert.deepEqual(packed.varints({ start: 0, end: 13 }), [-2, 127, 300]);
});

Deno.test("fields() refuses bytes that are not a message, naming the format", () => {
  const damaged = [
    [0x0a, 5, 1], // five bytes are announced, one follows
    [0x0b], // a wire type that does not exist any more
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], // a varint of eleven bytes
    [0x08], // a key without a value
  ];
  for (const bytes of damaged) {
    assert.throws(() => [...reader(bytes).fields()], (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /^Cannot read file: .*(not valid ONNX|are needed)/);
      return true;
    });
  }
});
