import Type from "typebox";
import { Value } from "typebox/value";
import { InputError } from "../errors.ts";
import { reasonOf } from "../files/file_error.ts";
import { pathKind } from "../files/path_kind.ts";
import { RUN_VERSION, RunConfig } from "../report/run_config.ts";

/**
 * Reads a run directory's configuration.
 *
 * @param directory The run directory.
 * @returns What its `config.json` holds.
 * @throws {InputError} If the directory is not there, is no run directory, or was written by another version.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * await assert.rejects(readRunConfig("nowhere"), /expected a directory that repr train made/);
 * ```
 */
export async function readRunConfig(directory: string): Promise<RunConfig> {
  const path = `${directory}/config.json`;
  const fail = (what: string, hint: string) =>
    new InputError(`Cannot read run directory ${directory}: ${what} (${hint})`);
  let text: string;
  try {
    if (await pathKind(path) === "special") {
      throw new InputError("config.json is a pipe or a device");
    }
    text = await Deno.readTextFile(path);
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    throw fail(
      missing ? "found no config.json" : reasonOf(error),
      "expected a directory that repr train made",
    );
  }
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    throw fail("config.json is not JSON", "was it edited or cut?");
  }
  const version = Value.Check(Versioned, config) ? config.version : null;
  if (version === null) {
    throw fail("config.json is not a run's", 'expected kind "run" and a version');
  }
  if (version !== RUN_VERSION) {
    throw fail(
      `found version ${version}, expected version ${RUN_VERSION}`,
      "use the version of repr that wrote it",
    );
  }
  if (!Value.Check(RunConfig, config)) {
    const [first] = Value.Errors(RunConfig, config);
    const where = first === undefined ? "" : `${first.instancePath || "/"} ${first.message}`;
    throw fail(`config.json is damaged: ${where}`, "was it edited?");
  }
  return config;
}

const Versioned = Type.Object({ kind: Type.Literal("run"), version: Type.Number() });
