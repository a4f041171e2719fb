/**
 * Configuration files: YAML, or JSON, which is a part of YAML.
 *
 * @module
 */
import { InputError, messageOf } from "../../src/errors.ts";

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
    throw new InputError(`Cannot read ${path}: ${reason(error)} (does the file exist?)`);
  }
  let document: unknown;
  try {
    document = parse(text, { logLevel: "error" });
  } catch (error) {
    const [line = ""] = messageOf(error).split("\n");
    throw new InputError(`Cannot read ${path}: ${line.replace(/:$/, "")} (expected YAML or JSON)`);
  }
  if (document === null) return {};
  if (!isMapping(document)) {
    const found = Array.isArray(document) ? "a list" : `a ${typeof document}`;
    throw new InputError(
      `Cannot read ${path}: found ${found}, expected lines such as "epochs: 20"`,
    );
  }
  const { kind, options } = document;
  return kind === "run" && isMapping(options) ? options : document;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder, expected a file";
  return messageOf(error);
}
