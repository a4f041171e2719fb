/**
 * What runs this program: for `repr doctor` and every run's `config.json`.
 *
 * @module
 */
import deno from "../deno.json" with { type: "json" };

/** Versions of Deno, V8 and the pinned libraries that compute. */
export function versions(): Record<string, string> {
  const libraries = Object.entries(deno.imports)
    .filter(([name]) => name.startsWith("@tensorflow/"))
    .map(([name, specifier]) => [name, specifier.slice(specifier.lastIndexOf("@") + 1)]);
  const { deno: runtime, v8, typescript } = Deno.version;
  return { deno: runtime, v8, typescript, ...Object.fromEntries(libraries) };
}

/** Operating system and processor, such as `linux x86_64`. */
export function platform(): string {
  return `${Deno.build.os} ${Deno.build.arch}`;
}
