import { type ModelFile, openModelFile, type OpenModelFileOptions } from "../checkpoint/mod.ts";

/**
 * Runs a function on an open model file. A file that is given by its path is open only for the call; a file that the
 * caller opened stays open.
 *
 * @param model A path, or an open model file.
 * @param use Gets the open file, and the path that reports name: the given one, or the open file's own.
 * @param options How a file that is given by its path is read.
 * @returns What `use` returns.
 * @throws {InputError} If there is no model at the path, or it cannot be read.
 */
export async function withModelFile<T>(
  model: string | ModelFile,
  use: (file: ModelFile, path: string) => T | Promise<T>,
  options: OpenModelFileOptions = {},
): Promise<T> {
  if (typeof model !== "string") return await use(model, model.path);
  using file = await openModelFile(model, openOptions(options));
  return await use(file, model);
}

/** The options of opening a file among those of an audit. */
function openOptions({ key, transposed }: OpenModelFileOptions): OpenModelFileOptions {
  return {
    ...(key === undefined ? {} : { key }),
    ...(transposed === undefined ? {} : { transposed }),
  };
}
