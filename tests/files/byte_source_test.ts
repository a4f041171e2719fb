import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import {
  type ByteSource,
  FileSource,
  MemorySource,
  PartSource,
} from "../../src/files/byte_source.ts";
import { ChainSource } from "../../src/files/chain_source.ts";
import { Folder } from "../report/folder.ts";

const BYTES = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

/** Every kind of source, holding BYTES. */
async function sources(folder: Folder): Promise<(ByteSource & Partial<Disposable>)[]> {
  const write = async (name: string, bytes: Uint8Array) => {
    await Deno.writeFile(`${folder.path}/${name}`, bytes);
    return `${folder.path}/${name}`;
  };
  const parts = [
    await write("a", BYTES.subarray(0, 3)),
    await write("b", BYTES.subarray(3, 3)),
    await write("c", BYTES.subarray(3)),
  ];
  return [
    new FileSource(await write("whole", BYTES)),
    new MemorySource("memory", BYTES),
    new PartSource(new MemorySource("memory", Uint8Array.of(0, 0, ...BYTES, 0)), "part", 2, 8),
    new ChainSource(parts),
  ];
}

Deno.test("every source reads every range, into a buffer of its own", async () => {
  using folder = new Folder();
  for (const source of await sources(folder)) {
    assert.equal(source.size, BYTES.length);
    for (let start = 0; start <= BYTES.length; start++) {
      for (let end = start; end <= BYTES.length; end++) {
        const read = source.read(start, end - start);
        assert.deepEqual([...read], [...BYTES.subarray(start, end)], source.path);
        assert.equal(read.buffer.byteLength, end - start);
      }
    }
    source[Symbol.dispose]?.();
  }
});

Deno.test("every source refuses a range that leaves it, in one line with its path", async () => {
  using folder = new Folder();
  for (const source of await sources(folder)) {
    assert.throws(() => source.read(6, 3), (error) => {
      assert.ok(error instanceof InputError);
      assert.ok(error.message.startsWith(`Cannot read ${source.path}: `), error.message);
      assert.match(error.message, /complete\?\)$/);
      return true;
    });
    source[Symbol.dispose]?.();
  }
});

Deno.test("a chain whose second file is missing closes the first", async () => {
  using folder = new Folder();
  await Deno.writeFile(`${folder.path}/a`, BYTES);
  // The test runner reports files that are still open at the end.
  assert.throws(
    () => new ChainSource([`${folder.path}/a`, `${folder.path}/b`]),
    /Cannot read .*b: no such file or folder/,
  );
});
