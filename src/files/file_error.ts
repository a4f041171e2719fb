/**
 * Errors of files, in the same words everywhere.
 *
 * @module
 */
import { InputError, messageOf } from "../errors.ts";

/** What the system's error codes mean. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EDQUOT: "the disk is full",
  EISDIR: "it is a folder",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file",
  EPERM: "not permitted",
  EROFS: "the disk is read-only",
};

/** Codes for a path at which there is something other than expected. */
const UNEXPECTED = ["ENOENT", "ENOTDIR", "EISDIR"];

/** What the user can do where the path of a file to write is wrong, by the system's error code. */
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: "choose another folder, or change its permissions",
  EEXIST: "choose another name",
  EISDIR: "expected the path of a file",
  ENAMETOOLONG: "choose a shorter one",
  ENOENT: "choose another folder",
  ENOTDIR: "expected a folder",
  EPERM: "choose another folder, or change its permissions",
  EROFS: "choose another folder",
};

/** Reasons that are different, or clearer, for a file that is written. */
const WRITE_REASONS: Readonly<Record<string, string>> = {
  EEXIST: "a file has the name of its folder",
  ENOENT: "its folder cannot be created",
};

/**
 * Why an operation on a file or on the network failed, in a few words for the middle of an error message.
 *
 * @param error What was thrown.
 * @returns One line without the path or the address, which the surrounding message names.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const reason = await Deno.stat("/nowhere").then(() => "", reasonOf);
 * assert.equal(reason, "no such file or folder");
 * ```
 */
export function reasonOf(error: unknown): string {
  if (error instanceof TypeError && error.cause !== undefined) return reasonOf(error.cause); // of fetch
  return REASONS[codeOf(error)] ?? firstLine(error);
}

/**
 * The error for a file or folder that cannot be read.
 *
 * @param path The file, as the message names it.
 * @param error What was thrown.
 * @param expected What should be at the path; added where something else, or nothing, is there.
 * @returns `Cannot read PATH: REASON (expected …)`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { InputError } from "../errors.ts";
 * const error = await Deno.stat("/nowhere").catch((error) => cannotRead("/nowhere", error, "a model"));
 * assert.ok(error instanceof InputError);
 * assert.equal(error.message, "Cannot read /nowhere: no such file or folder (expected a model)");
 * ```
 */
export function cannotRead(path: string, error: unknown, expected?: string): InputError {
  const advice = expected !== undefined && UNEXPECTED.includes(codeOf(error))
    ? ` (expected ${expected})`
    : "";
  return new InputError(`Cannot read ${path}: ${reasonOf(error)}${advice}`, { cause: error });
}

/**
 * The error for a file or folder that cannot be written.
 *
 * @param path The file, as the message names it.
 * @param error What was thrown. An {@linkcode InputError} is returned unchanged.
 * @returns An {@linkcode InputError} where the user has to choose another path, otherwise an `Error`, such as for a full
 *   disk.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const error = await Deno.writeFile("/", new Uint8Array()).catch((error) => cannotWrite("/", error));
 * assert.equal(error?.message, "Cannot write /: it is a folder (expected the path of a file)");
 * ```
 */
export function cannotWrite(path: string, error: unknown): Error {
  if (error instanceof InputError) return error;
  const code = codeOf(error);
  const reason = WRITE_REASONS[code] ?? reasonOf(error);
  const remedy = REMEDIES[code];
  if (remedy !== undefined) {
    return new InputError(`Cannot write ${path}: ${reason} (${remedy})`, { cause: error });
  }
  const full = code === "ENOSPC" || code === "EDQUOT";
  const advice = full ? " (free some space, then try again; `resume` continues a run)" : "";
  return new Error(`Cannot write ${path}: ${reason}${advice}`, { cause: error });
}

/** The system's name for an error, such as `ENOENT`; empty for an error without one. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function firstLine(error: unknown): string {
  return (messageOf(error).split("\n", 1)[0] ?? "")
    .replace(/^error sending request for url \(.*?\): /, "")
    .replace(/: \w+ '.*'$/, "");
}
