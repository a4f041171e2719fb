/**
 * `deno task lint:docs`: checks the documentation of everything that the entry points of `deno.json` export.
 *
 * @module
 */
import deno from "../deno.json" with { type: "json" };

/** The modules of an `exports` field, which is one module or a mapping from names to modules. */
function entryPoints(exports: string | Readonly<Record<string, string>>): readonly string[] {
  return typeof exports === "string" ? [exports] : Object.values(exports);
}

const child = new Deno.Command(Deno.execPath(), {
  args: ["doc", "--lint", ...entryPoints(deno.exports)],
  stdin: "null",
}).spawn();
Deno.exit((await child.status).code);
