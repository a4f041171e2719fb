/**
 * CIFAR files made by hand, in the official layout: label bytes, then 1024 red, 1024 green and 1024 blue bytes.
 *
 * @module
 */

import { join } from "node:path";
import type { CifarLayout } from "../../data/cifar_layouts.ts";

/** A data set like CIFAR-100 (two labels a record) in three small files. */
export const TINY: CifarLayout = {
  title: "TINY",
  folder: "tiny-binary",
  files: [
    { name: "train_1.bin", part: "train", records: 20 },
    { name: "train_2.bin", part: "train", records: 10 },
    { name: "test.bin", part: "test", records: 6 },
  ],
  labels: [{ name: "coarse", classes: ["animal", "plant"] }, {
    name: "fine",
    classes: ["cat", "dog", "oak"],
  }],
  label: "fine",
  archive: { url: "http://localhost/tiny.tar.gz", size: 0, md5: "" },
};

/**
 * A file of records. Record r has the labels r % 2 and r % 3; its pixel p (row by row) is
 * (first + r, p % 256, 255 - p % 256).
 */
export function cifarFile(records: number, first: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(records * (2 + 3 * 1024));
  for (let r = 0; r < records; r++) {
    const record = bytes.subarray(r * (2 + 3 * 1024));
    record[0] = r % 2;
    record[1] = r % 3;
    for (let p = 0; p < 1024; p++) {
      record[2 + p] = first + r;
      record[2 + 1024 + p] = p % 256;
      record[2 + 2048 + p] = 255 - p % 256;
    }
  }
  return bytes;
}

/** Writes the three files of {@linkcode TINY}; red is the record's number: 0 … 29 for training, 100 … 105 for the test. */
export async function writeTiny(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(join(folder, "train_1.bin"), cifarFile(20, 0));
  await Deno.writeFile(join(folder, "train_2.bin"), cifarFile(10, 20));
  await Deno.writeFile(join(folder, "test.bin"), cifarFile(6, 100));
}
