/**
 * This program's name and version, and the versions of what runs it.
 *
 * @module
 */
import deno from "../deno.json" with { type: "json" };

/** Name and version of this program: the `tool` of every report. */
export const TOOL: { readonly name: "repr"; readonly version: string } = {
  name: "repr",
  version: deno.version,
};

/**
 * Lists what a result can depend on in addition to this program, for `repr doctor` and the `config.json` of a run.
 *
 * @returns The versions of Deno, V8, TypeScript and the libraries that compute, by name.
 */
export function versions(): Record<string, string> {
  const libraries = Object.entries(deno.imports)
    .filter(([name]) => name.startsWith("@tensorflow/"))
    .map(([name, specifier]) => [name, specifier.slice(specifier.lastIndexOf("@") + 1)]);
  const { deno: runtime, v8, typescript } = Deno.version;
  return { deno: runtime, v8, typescript, ...Object.fromEntries(libraries) };
}

/**
 * Names the machine's kind.
 *
 * @returns Operating system and processor, such as `linux x86_64`.
 */
export function platform(): string {
  return `${Deno.build.os} ${Deno.build.arch}`;
}
