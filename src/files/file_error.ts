import { messageOf } from "../errors.ts";

/**
 * Why something outside failed, in a few words for the middle of an error message: the first line, without the path or
 * address, which the message around it names anyway.
 *
 * @example
 * ```ts
 * import { reasonOf } from "./file_error.ts";
 * const reason = await Deno.stat("/nowhere").then(() => "", reasonOf);
 * // "No such file or directory (os error 2)"
 * ```
 */
export function reasonOf(error: unknown): string {
  if (error instanceof TypeError && error.cause !== undefined) return reasonOf(error.cause); // of fetch
  return (messageOf(error).split("\n", 1)[0] ?? "")
    .replace(/^error sending request for url \(.*?\): /, "")
    .replace(/: \w+ '.*'$/, "");
}
