import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const MAIN = new URL("../../cli/main.ts", import.meta.url).href;

/** A module in the output of `deno info --json`. */
interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly { readonly code?: { readonly specifier?: string } }[];
}

/** The modules that Deno loads before the program's first statement: static and literal dynamic imports, no types. */
async function loadedAtStart(): Promise<ReadonlySet<string>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", fileURLToPath(MAIN)],
    stderr: "null",
  }).output();
  const { modules }: { modules: readonly Module[] } = JSON.parse(new TextDecoder().decode(stdout));
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const loaded = new Set([MAIN]);
  for (const specifier of loaded) { // grows while it is walked
    for (const { code } of byName.get(specifier)?.dependencies ?? []) {
      if (code?.specifier !== undefined) loaded.add(code.specifier);
    }
  }
  return loaded;
}

Deno.test("help, rank and inspect load neither tfjs nor any other heavy package", async () => {
  const loaded = [...await loadedAtStart()];
  for (const name of ["cli/train/options.ts", "cli/rank/run.ts"]) {
    assert.ok(loaded.some((specifier) => specifier.endsWith(name)), name); // the walk reached rank
  }
  const packages = loaded.filter((specifier) => specifier.startsWith("npm:"));
  assert.deepEqual(packages.filter((name) => /tensorflow|sharp|plot|linkedom/.test(name)), []);
});
