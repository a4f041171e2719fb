import { join } from "node:path";
import { InputError } from "../src/errors.ts";
import type { Rng } from "../src/rng.ts";
import { CIFAR_SIZE, type CifarFile, type CifarLabel, type CifarLayout } from "./cifar_layouts.ts";
import { limited } from "./limit.ts";
import { blankImages, type Images, type Progress } from "./images.ts";
import { reasonOf } from "../src/files/file_error.ts";

/** How a CIFAR folder is read. */
export interface CifarOptions {
  /** Number of training images to use. @default all */
  readonly limit?: number;
  /** Source of the choice that `limit` makes. */
  readonly rng: Rng;
  /** Which of the record's labels are learned, `fine` or `coarse` in CIFAR-100. @default the layout's own */
  readonly labels?: string;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

const PLANE = CIFAR_SIZE * CIFAR_SIZE;
const CHANNELS = 3;

/**
 * Reads a folder in CIFAR's binary layout. The size of every file and every label are checked, also those of images
 * that `limit` leaves out.
 *
 * @param folder Folder that holds every file of the layout.
 * @param layout Files, records and labels of the data set.
 * @param options Which labels, and how many images.
 * @returns Classes, and training and test images of shape [32, 32, 3] in the order of the files.
 * @throws {InputError} If a file cannot be read, is empty, too short or too long, or holds an impossible label.
 */
export async function readCifar(
  folder: string,
  layout: CifarLayout,
  options: CifarOptions,
): Promise<{ classes: readonly string[]; train: Images; test: Images }> {
  const { rng, progress, signal } = options;
  const name = options.labels ?? layout.label;
  const label = layout.labels.find((one) => one.name === name);
  if (label === undefined) {
    throw new InputError(
      `Cannot read the labels "${name}" of ${layout.title}: it has ` +
        `${layout.labels.map((one) => `"${one.name}"`).join(" and ")} (correct \`labels\`)`,
      { option: "labels" },
    );
  }
  await checkSizes(folder, layout);

  const total = { train: recordsOf(layout, "train"), test: recordsOf(layout, "test") };
  const chosen = limited(total, options.limit, rng);
  const part = (indices: Uint32Array) => ({
    indices,
    images: blankImages(indices.length, [CIFAR_SIZE, CIFAR_SIZE, CHANNELS]),
    filled: 0, // images copied so far
    passed: 0, // records in the files read so far
  });
  const parts = { train: part(chosen.train), test: part(chosen.test) };
  let done = 0;
  for (const file of layout.files) {
    signal?.throwIfAborted();
    const path = join(folder, file.name);
    const bytes = await contents(path);
    checkLabels(path, bytes, layout, file);
    const { indices, images, passed } = parts[file.part];
    let { filled } = parts[file.part];
    for (; filled < indices.length; filled++) {
      const record = (indices[filled] ?? 0) - passed;
      if (record >= file.records) break;
      copyRecord(bytes, record, layout, label, images, filled);
    }
    parts[file.part].filled = filled;
    parts[file.part].passed += file.records;
    done += file.records;
    progress?.({ what: `read ${layout.title}`, done, total: total.train + total.test });
  }
  return { classes: label.classes, train: parts.train.images, test: parts.test.images };
}

function recordSize(layout: CifarLayout): number {
  return layout.labels.length + CHANNELS * PLANE;
}

function recordsOf(layout: CifarLayout, part: CifarFile["part"]): number {
  return layout.files.filter((file) => file.part === part)
    .reduce((sum, file) => sum + file.records, 0);
}

/** Checks the sizes of all files before the first one is read, which may take a minute. */
async function checkSizes(folder: string, layout: CifarLayout): Promise<void> {
  for (const { name, records } of layout.files) {
    const path = join(folder, name);
    const expected = records * recordSize(layout);
    const { size } = await Deno.stat(path).catch((error: unknown) => {
      throw new InputError(
        `Cannot read ${path}: ${reasonOf(error)}; expected ${expected} bytes of ${layout.title}`,
      );
    });
    if (size === expected) continue;
    const found = size === 0 ? "an empty file" : `${size} bytes`;
    const advice = size < expected
      ? "the file is cut: copy or unpack it again"
      : `this is not a file of ${layout.title}'s binary version`;
    throw new InputError(
      `Cannot read ${path}: found ${found}, expected ${expected} ` +
        `(${records} records of ${recordSize(layout)} bytes; ${advice})`,
    );
  }
}

async function contents(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    throw new InputError(`Cannot read ${path}: ${reasonOf(error)}`);
  }
}

function checkLabels(path: string, bytes: Uint8Array, layout: CifarLayout, file: CifarFile): void {
  const size = recordSize(layout);
  layout.labels.forEach(({ name, classes }, at) => {
    const first = bytes[at] ?? 0;
    let varied = false;
    for (let record = 0; record < file.records; record++) {
      const label = bytes[record * size + at] ?? 0;
      varied ||= label !== first;
      if (label < classes.length) continue;
      throw new InputError(
        `Cannot read ${path}: found ${name} label ${label} in record ${record}, expected 0 to ` +
          `${classes.length - 1} (is this ${layout.title}'s binary version, undamaged?)`,
      );
    }
    if (varied) return;
    throw new InputError(
      `Cannot read ${path}: found ${name} label ${first} in all ${file.records} records, expected labels from 0 to ` +
        `${classes.length - 1} (is this ${layout.title}'s binary version, undamaged?)`,
    );
  });
}

/** Copies a record: its three color planes become pixels of three channels. */
function copyRecord(
  bytes: Uint8Array,
  record: number,
  layout: CifarLayout,
  label: CifarLabel,
  images: Images,
  index: number,
): void {
  const start = record * recordSize(layout);
  images.labels[index] = bytes[start + layout.labels.indexOf(label)] ?? 0;
  const from = start + layout.labels.length;
  const to = index * PLANE * CHANNELS;
  for (let channel = 0; channel < CHANNELS; channel++) {
    const plane = from + channel * PLANE;
    for (let pixel = 0; pixel < PLANE; pixel++) {
      images.pixels[to + pixel * CHANNELS + channel] = bytes[plane + pixel] ?? 0;
    }
  }
}
