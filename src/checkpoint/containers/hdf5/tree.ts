/**
 * The content of an HDF5 file except its numbers: the groups with their texts, and the datasets.
 *
 * @module
 */
import type { ByteSource } from "../../../files/byte_source.ts";
import { readTexts } from "./attributes.ts";
import { type Dataset, readDataset } from "./dataset.ts";
import { Hdf5File } from "./file.ts";
import { readLinks } from "./links.ts";
import { readMessages } from "./messages.ts";

/** A group. */
export interface Hdf5Group {
  readonly path: string;
  /** Attributes that hold text. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

/** The content of a file, by path without a leading slash. The path of the root group is "". */
export interface Hdf5Tree {
  readonly groups: ReadonlyMap<string, Hdf5Group>;
  /** In the order of the groups, which is alphabetical unless a program chose otherwise. */
  readonly datasets: ReadonlyMap<string, Dataset>;
}

const DEEPEST = 32;
const MOST_OBJECTS = 100_000;

/**
 * Reads the groups, texts and datasets of a file. The numbers of a dataset are read on demand.
 *
 * @throws {InputError} If it is damaged.
 */
export function readHdf5(source: ByteSource): Hdf5Tree {
  const file = new Hdf5File(source);
  const groups = new Map<string, Hdf5Group>();
  const datasets = new Map<string, Dataset>();
  const visit = (address: number, path: string, above: readonly number[]) => {
    if (above.includes(address) || above.length > DEEPEST) return; // hard links can make cycles
    if (groups.size + datasets.size > MOST_OBJECTS) throw file.fail("it holds too many objects");
    const messages = readMessages(file, address);
    const links = readLinks(file, messages);
    if (links === null) {
      const dataset = readDataset(file, messages);
      if (dataset !== null) datasets.set(path, dataset);
      return;
    }
    groups.set(path, { path, texts: readTexts(file, messages) });
    for (const [name, member] of links) {
      visit(member, path === "" ? name : `${path}/${name}`, [...above, address]);
    }
  };
  visit(file.root, "", []);
  return { groups, datasets };
}
