import { join } from "node:path";
import { InputError } from "../src/errors.ts";
import { reasonOf } from "../src/files/file_error.ts";

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
  for (const { name, isDirectory } of await entries(folder)) if (isDirectory) classes.push(name);
  return classes;
}

/**
 * Lists every JPEG and PNG file below `FOLDER/<class>/`, at any depth.
 *
 * @param folder A folder of class folders.
 * @param classes The classes, by index.
 * @returns The files; none for a class that has no folder here.
 * @throws {InputError} If a folder cannot be read, holds no image, or has a name that is no class.
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
  const paths: string[] = [];
  const labels: number[] = [];
  for (const [label, name] of classes.entries()) {
    if (!present.includes(name)) continue;
    const found = await imagesBelow(join(folder, name));
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

async function imagesBelow(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, isDirectory } of await entries(folder)) {
    const path = join(folder, name);
    if (isDirectory) paths.push(...await imagesBelow(path));
    else if (IMAGE.test(name)) paths.push(path);
  }
  return paths;
}

/** The entries of a folder without those whose names begin with a dot; a link counts as what it points to. */
async function entries(folder: string): Promise<{ name: string; isDirectory: boolean }[]> {
  const found: { name: string; isDirectory: boolean }[] = [];
  try {
    for await (const { name, isDirectory, isSymlink } of Deno.readDir(folder)) {
      if (name.startsWith(".")) continue;
      const target = isSymlink ? await Deno.stat(join(folder, name)) : { isDirectory };
      found.push({ name, isDirectory: target.isDirectory });
    }
  } catch (error) {
    throw new InputError(`Cannot read the folder ${folder}: ${reasonOf(error)}`);
  }
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}
