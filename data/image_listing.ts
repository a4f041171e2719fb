import { join } from "node:path";
import { InputError } from "../src/errors.ts";
import { reasonOf } from "../src/files/file_error.ts";

/** Image files with their classes, by class and then by name. */
export interface ImageListing {
  readonly paths: readonly string[];
  /** The index of each file's class. */
  readonly labels: readonly number[];
}

const IMAGE = /\.(jpe?g|png)$/i;

/** The visible folders in a folder, alphabetically by code unit, so that no locale changes the classes' order. */
export async function listClasses(folder: string): Promise<string[]> {
  const classes: string[] = [];
  for (const { name, isDirectory } of await entries(folder)) if (isDirectory) classes.push(name);
  return classes;
}

/**
 * Every JPEG and PNG file below `FOLDER/<class>/`, at any depth.
 *
 * @throws {InputError} If a folder cannot be read or a class in `classes` that has a folder has no image in it.
 */
export async function listImages(
  folder: string,
  classes: readonly string[],
): Promise<ImageListing> {
  const present = await listClasses(folder);
  const stranger = present.find((name) => !classes.includes(name));
  if (stranger !== undefined) {
    throw new InputError(
      `Cannot read ${join(folder, stranger)}: no training folder has that class, expected ${
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

/** What a folder holds, links followed, names that begin with a dot left out. */
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
