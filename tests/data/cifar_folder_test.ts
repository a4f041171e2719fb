import assert from "node:assert/strict";
import { join } from "node:path";
import { findCifar } from "../../data/cifar_folder.ts";
import { CIFAR_LAYOUTS } from "../../data/cifar_layouts.ts";
import { InputError } from "../../src/errors.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const { cifar10, cifar100 } = CIFAR_LAYOUTS;
const files10 = cifar10.files.map(({ name }) => name);
const files100 = cifar100.files.map(({ name }) => name);

async function fill(folder: string, names: readonly string[]): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const name of names) await Deno.writeTextFile(join(folder, name), "");
}

async function refuses(
  folder: string,
  message: RegExp,
  layout: typeof cifar10 = cifar10,
): Promise<void> {
  await assert.rejects(findCifar(layout, folder), (error) => {
    assert.ok(error instanceof InputError);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}

Deno.test("findCifar() finds the files in the folder itself and in the archive's folder", async () => {
  using folder = new TemporaryFolder();
  await fill(join(folder.path, "a"), [...files10, "batches.meta.txt"]);
  await fill(join(folder.path, "b", "cifar-100-binary"), files100);
  assert.equal(await findCifar(cifar10, join(folder.path, "a")), join(folder.path, "a"));
  assert.equal(
    await findCifar(cifar100, join(folder.path, "b")),
    join(folder.path, "b", "cifar-100-binary"),
  );
});

Deno.test("findCifar() says what the folder holds instead of the files", async () => {
  using folder = new TemporaryFolder();
  const at = (name: string) => join(folder.path, name);
  await fill(at("empty"), []);
  await fill(at("holiday"), ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
  await fill(at("gap"), files10.filter((name) => name !== "data_batch_3.bin"));
  await fill(at("hundred"), files100);
  await fill(join(at("packed-hundred"), cifar100.folder), files100);
  await fill(at("packed"), ["cifar-10-binary.tar.gz"]);
  await fill(join(at("python"), "cifar-10-batches-py"), []);
  await fill(at("pickles"), ["data_batch_1", "test_batch"]);

  await refuses(
    at("nowhere"),
    /found no folder .*nowhere, expected one that holds data_batch_1.bin/,
  );
  await refuses(
    at("empty"),
    /empty is empty, expected data_batch_1.bin … test_batch.bin, directly/,
  );
  await refuses(at("holiday"), /holds a.jpg, b.jpg, c.jpg and 1 more, expected/);
  await refuses(at("gap"), /gap lacks data_batch_3.bin, expected .*unpack/);
  await refuses(at("hundred"), /holds CIFAR-100 \(did you mean `name: "cifar100"`\?\)/);
  await refuses(at("packed-hundred"), /holds CIFAR-100/);
  await refuses(at("packed"), /still packed \(unpack it/);
  await refuses(at("python"), /the Python version of CIFAR-10/);
  await refuses(at("pickles"), /the Python version of CIFAR-10/);
  await refuses(at("gap"), /holds CIFAR-10 \(did you mean `name: "cifar10"`\?\)/, cifar100);
  await refuses(join(at("gap"), "test_batch.bin"), /found no folder/);
});
