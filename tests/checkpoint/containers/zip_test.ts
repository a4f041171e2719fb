import assert from "node:assert/strict";
import { zipEntries } from "../../../src/checkpoint/containers/zip.ts";
import { npzTensors } from "../../../src/checkpoint/numpy/numpy_tensors.ts";
import { InputError } from "../../../src/errors.ts";
import { type ByteSource, MemorySource } from "../../../src/files/byte_source.ts";
import { npyFile, zipFile, type ZipPart } from "../zip_file.ts";

const CONTENT = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) >> 7);
const MIB = 1024 * 1024;

const source = (parts: readonly ZipPart[]) => new MemorySource("test.zip", zipFile(parts));

function refused(what: string, parts: readonly ZipPart[], pattern: RegExp): void {
  Deno.test(`zipEntries() refuses ${what}`, () => {
    assert.throws(
      () => {
        for (const entry of zipEntries(source(parts)).values()) {
          const part = entry.open();
          part.read(0, part.size);
        }
      },
      (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.match(error.message, pattern);
        assert.ok(!error.message.includes("\n"));
        return true;
      },
    );
  });
}

for (const deflate of [false, true]) {
  Deno.test(`zipEntries() reads every range of a part, ${deflate ? "compressed" : "stored"}`, () => {
    const entry = zipEntries(source([
      { name: "first", content: Uint8Array.of(7) },
      { name: "folder/", content: new Uint8Array() },
      { name: "part", content: CONTENT, deflate, extra: 40 },
      { name: "last", content: CONTENT, deflate },
    ])).get("part");
    assert.equal(entry?.size, CONTENT.length);
    for (
      const [offset, length] of [[0, 10], [4090, 6], [0, 5000], [100, 4500], [5000, 0]] as const
    ) {
      const read = entry?.open().read(offset, length);
      assert.deepEqual(read, CONTENT.slice(offset, offset + length));
    }
  });
}

refused("two parts of one name", [
  { name: "part", content: CONTENT },
  { name: "part", content: CONTENT },
], /lists the part "part" twice/);

refused(
  "one stream under 300 names",
  [
    { name: "a0.npy", content: new Uint8Array(MIB), deflate: true },
    ...Array.from({ length: 299 }, (_, i) => ({
      name: `a${i + 1}.npy`,
      content: new Uint8Array(MIB),
      deflate: true,
      sameAs: 0,
    })),
  ],
  /its part "a0.npy" overlaps the part "a1.npy"/,
);
refused("a part that reaches into the next one", [
  { name: "a", content: CONTENT, packed: 5100, size: 5100 },
  { name: "b", content: CONTENT },
], /"a" overlaps the part "b"/);
refused("a part that reaches into the directory", [
  { name: "a", content: CONTENT, packed: 5010, size: 5010 },
], /"a" overlaps its directory/);
refused("a part that the field in front of its bytes moves into the next one", [
  { name: "a", content: CONTENT, extra: 100, packed: 5050, size: 5050 },
  { name: "b", content: CONTENT },
], /"a" overlaps what follows it/);
refused("a part with two names", [
  { name: "good", localName: "evil", content: CONTENT },
], /another name/);
refused("a compressed part with another checksum", [
  { name: "part", content: CONTENT, deflate: true, size: CONTENT.length - 1 },
], /is damaged/);
refused(
  "parts that unpack to impossibly many bytes together",
  Array.from({ length: 9 }, (_, i) => ({
    name: `${i}`,
    content: new Uint8Array(32 * MIB),
    deflate: true,
  })),
  /all of it would unpack to 301,989,888 bytes or more, expected at most 268,435,456/,
);
refused("a part that claims more than the memory holds", [
  { name: "part", content: CONTENT, deflate: true, size: 0xfffffff0 },
], /"part" would unpack to 4,294,967,280 bytes/);

Deno.test("opening an archive of compressed arrays unpacks their headers only", () => {
  const values = Float32Array.from({ length: 1e6 }, (_, i) => Math.sin(i * i));
  const bytes = zipFile([{ name: "weight.npy", content: npyFile(values), deflate: true }]);
  const reads: number[] = [];
  const memory = new MemorySource("test.npz", bytes);
  const counted: ByteSource = {
    path: memory.path,
    size: memory.size,
    fail: (what) => memory.fail(what),
    read: (offset, length) => {
      reads.push(length);
      return memory.read(offset, length);
    },
  };
  const [tensor] = npzTensors(counted, zipEntries(counted));
  assert.deepEqual(tensor?.shape, [1e6]);
  assert.ok(Math.max(...reads) < 70_000, String(reads));
  assert.deepEqual(tensor?.read(), values);
  assert.ok(Math.max(...reads) > 1e6);
});
