import { dirname, join, sep } from "node:path";
import { InputError } from "../src/errors.ts";
import { cannotRead, reasonOf } from "../src/files/file_error.ts";
import type { PathKind } from "../src/files/path_kind.ts";

/** Image files and their classes, sorted by class and then by name. */
export interface ImageListing {
  /** Paths of the files. */
  readonly paths: readonly string[];
  /** The index of each file's class. */
  readonly labels: readonly number[];
}

const IMAGE = /\.(jpe?g|png)$/i;

/**
 * Lists the folders in a folder, without those whose names begin with a dot.
 *
 * @param folder Where to look.
 * @returns Names sorted by code unit, so that the order of classes does not depend on the locale.
 * @throws {InputError} If the folder cannot be read.
 */
export async function listClasses(folder: string): Promise<string[]> {
  const classes: string[] = [];
  for (const { name, kind } of await entries(folder)) if (kind === "folder") classes.push(name);
  return classes;
}

/**
 * Lists every JPEG and PNG file below `FOLDER/<class>/`, at any depth. A link counts as what it leads to, which has to be in
 * the folder or beside it.
 *
 * @param folder A folder of class folders.
 * @param classes The classes, by index.
 * @returns The files; none for a class that has no folder here.
 * @throws {InputError} If a folder cannot be read, holds no image, or has a name that is no class; if an image is a pipe or a
 * device, or a link leads elsewhere or back to a folder above it.
 */
export async function listImages(
  folder: string,
  classes: readonly string[],
): Promise<ImageListing> {
  const present = await listClasses(folder);
  const unknown = present.find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `Cannot read ${join(folder, unknown)}: no training folder has that class, expected ${
        classes.join(", ")
      }`,
    );
  }
  const roots = [await realPathOf(folder), await realPathOf(dirname(folder))];
  const paths: string[] = [];
  const labels: number[] = [];
  for (const [label, name] of classes.entries()) {
    if (!present.includes(name)) continue;
    const found = await imagesBelow(join(folder, name), roots, []);
    if (found.length === 0) {
      throw new InputError(
        `Cannot read ${
          join(folder, name)
        }: found no images, expected files ending in .jpg, .jpeg or .png`,
      );
    }
    for (const path of found) {
      paths.push(path);
      labels.push(label);
    }
  }
  return { paths, labels };
}

/**
 * The images in a folder and its subfolders.
 *
 * @param roots The folders in which links have to stay.
 * @param above The folders that lead here.
 */
async function imagesBelow(
  folder: string,
  roots: readonly string[],
  above: readonly string[],
): Promise<string[]> {
  const here = await realPathOf(folder);
  if (!roots.some((root) => here === root || here.startsWith(`${root}${sep}`))) {
    throw new InputError(`Cannot read ${folder}: it is a link out of ${roots[0]} (copy it there)`);
  }
  if (above.includes(here)) {
    throw new InputError(`Cannot read ${folder}: it is a link to a folder above it (remove it)`);
  }
  const paths: string[] = [];
  for (const { name, kind, isLink } of await entries(folder)) {
    const path = join(folder, name);
    if (kind === "folder") paths.push(...await imagesBelow(path, roots, [...above, here]));
    else if (IMAGE.test(name)) {
      if (kind !== "file") {
        throw new InputError(`Cannot read ${path}: it is a pipe or a device, expected an image`);
      }
      if (isLink) await checkLink(path, roots);
      paths.push(path);
    }
  }
  return paths;
}

async function checkLink(path: string, roots: readonly string[]): Promise<void> {
  const target = await realPathOf(path);
  if (roots.some((root) => target.startsWith(`${root}${sep}`))) return;
  throw new InputError(
    `Cannot read ${path}: it is a link out of ${roots[0]} (copy the image there)`,
  );
}

async function realPathOf(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    throw cannotRead(path, error);
  }
}

interface Entry {
  readonly name: string;
  /** What it is, or what a link leads to. */
  readonly kind: PathKind;
  readonly isLink: boolean;
}

/** The entries of a folder without those whose names begin with a dot. */
async function entries(folder: string): Promise<Entry[]> {
  const found: Entry[] = [];
  try {
    for await (const { name, isDirectory, isFile, isSymlink } of Deno.readDir(folder)) {
      if (name.startsWith(".")) continue;
      const target = isSymlink ? await Deno.stat(join(folder, name)) : { isDirectory, isFile };
      const kind = target.isDirectory ? "folder" : target.isFile ? "file" : "special";
      found.push({ name, kind, isLink: isSymlink });
    }
  } catch (error) {
    throw new InputError(`Cannot read the folder ${folder}: ${reasonOf(error)}`);
  }
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}
