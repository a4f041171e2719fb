/**
 * Configuration files: YAML, or JSON, which is a part of YAML.
 *
 * @module
 */
import { isObject } from "../../src/encoding/json.ts";
import { InputError, messageOf } from "../../src/errors.ts";
import { cannotRead } from "../../src/files/file_error.ts";

/** Options of a configuration file by the keys that the file uses. */
export type ConfigDocument = Readonly<Record<string, unknown>>;

/**
 * Reads a configuration file. The `config.json` of a run is one, too: its `options` are read.
 *
 * @param path The file.
 * @returns Keys and values, not checked yet.
 * @throws {InputError} If the file cannot be read, is not YAML or JSON, or is no mapping of options to values.
 */
export async function readConfigFile(path: string): Promise<ConfigDocument> {
  const { parse } = await import("yaml");
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw cannotRead(path, error, "a file of options");
  }
  let document: unknown;
  try {
    document = parse(text, { logLevel: "error" });
  } catch (error) {
    const [line = ""] = messageOf(error).split("\n");
    throw new InputError(`Cannot read ${path}: ${line.replace(/:$/, "")} (expected YAML or JSON)`);
  }
  if (document === null) return {};
  if (!isObject(document)) {
    const found = Array.isArray(document) ? "a list" : `a ${typeof document}`;
    throw new InputError(
      `Cannot read ${path}: found ${found}, expected lines such as "epochs: 20"`,
    );
  }
  const { kind, options } = document;
  return kind === "run" && isObject(options) ? options : document;
}
