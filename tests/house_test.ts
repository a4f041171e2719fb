import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { flagOf } from "../cli/options/options.ts";
import { SUBCOMMANDS } from "../cli/program.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Which rooms each room may import, besides itself and the foundation: the table of CONTRIBUTING.md. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  foundation: [],
  linalg: [],
  backend: [],
  report: [],
  data: [],
  models: ["linalg"],
  filters: ["linalg"],
  page: ["report"],
  checkpoint: ["linalg"],
  similarity: ["linalg"],
  activations: ["filters"],
  criteria: ["linalg", "filters"],
  audit: ["checkpoint", "criteria", "linalg", "report"],
  strategies: ["filters", "criteria", "report", "models"],
  repr: ["linalg", "filters", "criteria", "report", "strategies"],
  training: [
    "backend",
    "data",
    "report",
    "linalg",
    "filters",
    "activations",
    "criteria",
    "strategies",
  ],
  objectives: ["training"],
  tasks: ["data", "models", "objectives", "training"],
  runs: [
    "backend",
    "data",
    "report",
    "models",
    "checkpoint",
    "activations",
    "similarity",
    "strategies",
    "repr",
    "training",
    "tasks",
  ],
};

/**
 * The files of a room, besides its `mod.ts`, that other rooms may import. Help, `rank` and `inspect` start fast because
 * they import names, defaults and checks without the libraries that compute.
 */
const ENTRIES: ReadonlySet<string> = new Set([
  "data/names.ts",
  "src/backend/names.ts",
  "src/backend/tensorflow/setup/mod.ts",
  "src/checkpoint/tfjs_models.ts", // the other way round: `mod.ts` is the light one, and this one loads tfjs
  "src/criteria/registry.ts",
  "src/models/names.ts",
  "src/report/run_config.ts", // for `repr train` and others that read a run's options at start
  "src/report/schemas.ts", // loads typebox, which `mod.ts` does not
  "src/repr/settings.ts",
  "src/runs/config.ts",
  "src/runs/model_source.ts",
  "src/runs/read_run_config.ts",
  "src/similarity/layer_pairs.ts",
  "src/training/options.ts",
]);

/** Folders that belong to the foundation with the files directly in `src`. */
const FOUNDATION = ["files", "encoding", "threads"];

/** Every file with one of the endings below a folder, relative to the root. */
function filesIn(folder: string, ending: string): string[] {
  return Array.from(Deno.readDirSync(join(ROOT, folder))).flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return name === "target" ? [] : filesIn(path, ending);
    return name.endsWith(ending) ? [path] : [];
  });
}

/** `src/repr/scheme.ts` -> `repr`; files directly in `src` are the foundation. */
function roomOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  if (first !== "src") return first;
  return second.endsWith(".ts") || FOUNDATION.includes(second) ? "foundation" : second;
}

/** The code of a file without its comment lines. */
function codeOf(path: string): string {
  return Deno.readTextFileSync(join(ROOT, path)).replaceAll(/^\s*(\*|\/\/|\/\*).*$/gm, "");
}

/** The modules that a file imports, as they are written: static, dynamic, and types of modules that are loaded late. */
function importsOf(path: string): string[] {
  return Array.from(
    codeOf(path).matchAll(/(?:from\s+|import\s*\(\s*|^import\s+|lazy\(\s*)"([^"]+)"/gm),
    ([, specifier]) => specifier ?? "",
  );
}

/** The project's own modules that a file imports, relative to the root. */
function ownImportsOf(path: string): string[] {
  return importsOf(path).filter((specifier) => specifier.startsWith("."))
    .map((specifier) => relative(ROOT, join(ROOT, dirname(path), specifier)));
}

/** Every circle of a graph: each is a set of nodes that all lead to each other (Tarjan 1972). */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const visit = (node: string) => {
    order.set(node, order.size);
    lowest.set(node, order.size - 1);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) visit(next);
      if (!stack.includes(next)) continue;
      lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(next) ?? 0));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const circle = stack.splice(stack.indexOf(node));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found;
}

/** The modules of a crate that each of its modules uses, by `crate::` paths. */
function crateGraph(folder: string): Map<string, string[]> {
  const nameOf = (path: string) =>
    relative(folder, path).replace(/\.rs$/, "").replace(/\/mod$/, "").replaceAll("/", "::");
  const paths = filesIn(folder, ".rs");
  const names = new Set(paths.map(nameOf));
  return new Map(paths.map((path) => {
    const uses = Array.from(codeOf(path).matchAll(/crate::([\w:]+?)(?:::\{([^}]*)\}|\b(?!:))/g))
      .flatMap(([, base = "", group]) =>
        group === undefined ? [base] : [
          base,
          ...group.split(",").map((item) => `${base}::${item.trim().split(/\W/)[0]}`),
        ]
      );
    const modules = uses.map((use) => {
      const parts = use.split("::");
      while (parts.length > 0 && !names.has(parts.join("::"))) parts.pop();
      return parts.join("::");
    });
    const own = nameOf(path);
    return [own, modules.filter((name) => name !== "" && name !== own)];
  }));
}

const files = ["src", "data", "cli", "linalg-wasm", "build", "tools", "schemas"]
  .flatMap((folder) => filesIn(folder, ".ts"));

Deno.test("rooms import only along the arrows of CONTRIBUTING.md", () => {
  const wrong = files.filter((path) => /^(src|data)\//.test(path)).flatMap((path) => {
    const room = roomOf(path);
    return ownImportsOf(path).flatMap((target) => {
      const to = roomOf(target);
      const plain = target === "deno.json" || (room === "linalg" && to === "linalg-wasm");
      const allowed = plain || to === room || to === "foundation";
      return allowed || (ARROWS[room] ?? []).includes(to) ? [] : [`${path} -> ${target}`];
    });
  });
  assert.deepEqual(wrong, []);
});

Deno.test("the table of CONTRIBUTING.md has the same arrows", () => {
  const text = Deno.readTextFileSync(join(ROOT, "CONTRIBUTING.md"));
  const rows = Array.from(text.matchAll(/^\| `(\w+)` +\|.*\|(.*)\|$/gm), ([, room, last = ""]) => [
    room,
    Array.from(last.matchAll(/`(\w+)`/g), ([, name]) => name),
  ]);
  assert.deepEqual(Object.fromEntries(rows), ARROWS);
});

Deno.test("a room is imported through its mod.ts or a declared entry", () => {
  const wrong = files.flatMap((path) =>
    ownImportsOf(path).flatMap((target) => {
      const to = roomOf(target);
      const open = to === roomOf(path) || !(to in ARROWS) || to === "foundation";
      const door = target.split("/").length === (to === "data" ? 2 : 3) &&
        target.endsWith("/mod.ts");
      return open || door || ENTRIES.has(target) ? [] : [`${path} -> ${target}`];
    })
  );
  assert.deepEqual(wrong, []);
});

Deno.test("every declared entry exists and is used", () => {
  const used = new Set(files.flatMap(ownImportsOf));
  assert.deepEqual([...ENTRIES].filter((entry) => !files.includes(entry) || !used.has(entry)), []);
});

Deno.test("no modules import each other in a circle, types included", () => {
  assert.deepEqual(circles(new Map(files.map((path) => [path, ownImportsOf(path)]))), []);
});

for (const crate of ["linalg-wasm/src", "src/backend/wasm/kernels/src"]) {
  Deno.test(`no modules of the crate ${crate} use each other in a circle`, () => {
    const graph = crateGraph(crate);
    assert.ok([...graph.values()].flat().length > 5, "the uses were found");
    assert.deepEqual(circles(graph), []);
  });
}

Deno.test("circles() finds circles and nothing else", () => {
  const graph = { a: ["b"], b: ["c"], c: ["b", "d"], d: [], e: ["a", "missing"] };
  assert.deepEqual(circles(new Map(Object.entries(graph))), [["b", "c"]]);
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
  const wrong = files.filter((path) => roomOf(path) !== "backend" && names.test(codeOf(path)));
  assert.deepEqual(wrong, []);
});

Deno.test("src and data neither print, nor read the environment, nor draw without an Rng", () => {
  const banned =
    /console\.(log|info|warn|error)\(|Deno\.(env|exit|args|stdout|stderr)\b|Math\.random\(|Date\.now\(/;
  const wrong = files.filter((path) => /^(src|data)\//.test(path) && banned.test(codeOf(path)));
  assert.deepEqual(wrong, []);
});

Deno.test("src and data name options, not flags of the command line", () => {
  const flags = SUBCOMMANDS.flatMap(({ options }) => Object.keys(options).map(flagOf));
  assert.ok(flags.includes("--batch-size"));
  const wrong = files.filter((path) => /^(src|data)\//.test(path)).flatMap((path) => {
    const text = Deno.readTextFileSync(join(ROOT, path));
    const named = Array.from(text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g), ([flag]) => flag);
    return named.filter((flag) => flags.includes(flag)).map((flag) => `${path}: ${flag}`);
  });
  assert.deepEqual(wrong, []);
});

Deno.test("only files in tests/ have names that Deno takes for tests", () => {
  const others = [...files, ...filesIn("bench", ".ts")];
  assert.deepEqual(others.filter((path) => /(^|[/_.])test\.ts$/.test(path)), []);
});
