import { join } from "node:path";
import { InputError } from "../src/errors.ts";
import { archiveName, CIFAR_LAYOUTS, type CifarLayout } from "./cifar_layouts.ts";
import { listedWithRest } from "../src/listed.ts";
import { reasonOf } from "../src/files/file_error.ts";

/**
 * Finds the binary files in a folder that the user named: directly in it, or in the folder that the archive unpacks to.
 *
 * @param layout The files to find.
 * @param dataDir The folder that the user named.
 * @returns The path of the folder that holds every file of the layout.
 * @throws {InputError} If a file is missing. The message says what the folder holds instead.
 */
export async function findCifar(layout: CifarLayout, dataDir: string): Promise<string> {
  const candidates = [dataDir, join(dataDir, layout.folder)];
  const here = await namesIn(dataDir);
  if (here === undefined) {
    throw new InputError(
      `Cannot read ${layout.title}: found no folder ${dataDir}, expected one that holds ${
        fileList(layout)
      } (correct \`dataDir\`)`,
      { option: "dataDir" },
    );
  }
  for (const folder of candidates) {
    const names = await namesIn(folder) ?? [];
    const missing = layout.files.filter((file) => !names.includes(file.name));
    if (missing.length === 0) return folder;
    if (missing.length === layout.files.length) continue;
    throw new InputError(
      `Cannot read ${layout.title}: ${folder} lacks ${
        missing.map((file) => file.name).join(", ")
      }, ` +
        `expected ${fileList(layout)} (unpack the archive ${archiveName(layout)} again)`,
      { option: "dataDir" },
    );
  }
  throw new InputError(
    `Cannot read ${layout.title}: ${dataDir} ${await instead(layout, dataDir, here)}, ` +
      `expected ${fileList(layout)}, directly or in ${layout.folder}`,
    { option: "dataDir" },
  );
}

function fileList(layout: CifarLayout): string {
  const names = layout.files.map((file) => file.name);
  return names.length > 2 ? `${names[0]} … ${names.at(-1)}` : names.join(" and ");
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw new InputError(`Cannot read the folder ${folder}: ${reasonOf(error)}`);
  }
}

/** What the folder holds instead of the files, and what to do about it. */
async function instead(
  layout: CifarLayout,
  dataDir: string,
  here: readonly string[],
): Promise<string> {
  for (const [name, other] of Object.entries(CIFAR_LAYOUTS)) {
    if (other.title === layout.title) continue;
    const names = [...here, ...await namesIn(join(dataDir, other.folder)) ?? []];
    if (other.files.some((file) => names.includes(file.name))) {
      return `holds ${other.title} (did you mean \`name: "${name}"\`?)`;
    }
  }
  const archive = archiveName(layout);
  if (here.includes(archive)) return `holds ${archive} still packed (unpack it with tar xzf)`;
  const python = archive.replace("binary", "python");
  const pythonNames = layout.files.map((file) => file.name.replace(".bin", ""));
  const pythonFolder = layout.folder.replace("batches-bin", "batches-py").replace(
    "binary",
    "python",
  );
  if (here.some((name) => [python, pythonFolder, ...pythonNames].includes(name))) {
    return `holds the Python version of ${layout.title} (the binary version, ${archive}, is needed)`;
  }
  return here.length === 0 ? "is empty" : `holds ${listedWithRest(here.toSorted(), 3)}`;
}
