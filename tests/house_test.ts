import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Which rooms each room may import, besides itself and the foundation. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  foundation: [],
  linalg: [],
  backend: [],
  models: [],
  filters: [],
  report: [],
  data: [],
  runs: ["report"],
  page: ["report"],
  checkpoint: ["linalg"],
  audit: ["checkpoint", "criteria", "linalg"],
  criteria: ["linalg", "filters"],
  repr: ["linalg", "filters", "criteria"],
  similarity: ["linalg"],
  training: [
    "backend",
    "models",
    "linalg",
    "filters",
    "criteria",
    "repr",
    "data",
    "checkpoint",
    "report",
  ],
};

/** Every TypeScript file of the product, relative to the root. A crate's folder holds build scripts, which are not. */
function sources(folder: string): string[] {
  const entries = Array.from(Deno.readDirSync(join(ROOT, folder)));
  if (entries.some(({ name }) => name === "Cargo.toml")) return [];
  return entries.flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return sources(path);
    return name.endsWith(".ts") ? [path] : [];
  });
}

/** Folders that belong to the foundation with the files directly in `src`. */
const FOUNDATION = ["files", "encoding", "threads"];

/** `src/repr/scheme.ts` -> `repr`; files directly in `src` are the foundation. */
function roomOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  if (first !== "src") return first;
  return second.endsWith(".ts") || FOUNDATION.includes(second) ? "foundation" : second;
}

/** The modules a file imports, static and dynamic, as they are written. */
function importsOf(path: string): string[] {
  const text = Deno.readTextFileSync(join(ROOT, path)).replaceAll(/^\s*\*.*$/gm, "");
  return Array.from(
    text.matchAll(/(?:from\s+|import\s*\(\s*|^import\s+)"([^"]+)"/gm),
    ([, specifier]) => specifier ?? "",
  );
}

const files = [...sources("src"), ...sources("data"), ...sources("cli")];

Deno.test("rooms import only along the arrows of CONTRIBUTING.md", () => {
  const wrong = files.flatMap((path) => {
    const room = roomOf(path);
    return importsOf(path).filter((specifier) => specifier.startsWith(".")).flatMap((specifier) => {
      const target = relative(ROOT, join(ROOT, dirname(path), specifier));
      const to = roomOf(target);
      if (room === "cli" || to === room || to === "foundation") return [];
      const plain = target === "deno.json" || (room === "linalg" && to === "linalg-wasm");
      return plain || (ARROWS[room] ?? []).includes(to) ? [] : [`${path} -> ${target}`];
    });
  });
  assert.deepEqual(wrong, []);
});

Deno.test("only src/linalg imports the linear-algebra module", () => {
  const wrong = files.filter((path) =>
    roomOf(path) !== "linalg" &&
    importsOf(path).some((specifier) => specifier.includes("linalg.wasm"))
  );
  assert.deepEqual(wrong, []);
});

Deno.test("only src/backend names a tfjs backend", () => {
  const names = /@tensorflow\/tfjs-(backend-|node)|setBackend\(|getBackend\(/;
  const wrong = files.filter((path) =>
    roomOf(path) !== "backend" && path !== "cli/versions.ts" &&
    names.test(Deno.readTextFileSync(join(ROOT, path)))
  );
  assert.deepEqual(wrong, []);
});

Deno.test("src and data neither print, nor read the environment, nor draw without an Rng", () => {
  const banned =
    /console\.(log|info|warn|error)\(|Deno\.(env|exit|args|stdout|stderr)\b|Math\.random\(|Date\.now\(/;
  const wrong = files.filter((path) => {
    const text = Deno.readTextFileSync(join(ROOT, path)).replaceAll(/^\s*(\*|\/\/).*$/gm, "");
    return roomOf(path) !== "cli" && banned.test(text);
  });
  assert.deepEqual(wrong, []);
});
