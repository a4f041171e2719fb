/**
 * `deno task lint:docs`: checks the documentation of everything that the entry points of `deno.json` export. In addition to
 * what `deno doc --lint` demands, an exported function documents its parameters and its result, and has an example with an
 * assertion.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import deno from "../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ENTRY_POINTS = Object.values(deno.exports);

/** The parts of `deno doc --json` that are read here. */
interface Documentation {
  readonly nodes: Readonly<Record<string, { readonly symbols?: readonly DocSymbol[] }>>;
}
interface DocSymbol {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}
interface Declaration {
  readonly kind: string;
  readonly location: { readonly filename: string; readonly line: number };
  readonly jsDoc?: { readonly tags?: readonly Tag[] };
  readonly def?: {
    readonly params?: readonly Parameter[];
    readonly returnType?: Result;
  };
}
interface Tag {
  readonly kind: string;
  readonly name?: string;
  readonly doc?: string;
}
interface Parameter {
  readonly kind: string;
  readonly name?: string;
  readonly left?: Parameter;
  readonly arg?: Parameter;
}
interface Result {
  readonly repr?: string;
  readonly value?: unknown;
}

/** Runs `deno doc` and returns what it printed. */
async function denoDoc(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", ...args, ...ENTRY_POINTS],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Every TypeScript file below a folder. */
function* sources(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sources(`${folder}/${name}`);
    else if (name.endsWith(".ts")) yield `${folder}/${name}`;
  }
}

/** The names of the types that the library itself declares. */
function ownTypes(): ReadonlySet<string> {
  const files = ["src", "data"].flatMap((folder) => [...sources(`${ROOT}${folder}`)]);
  const declared = /^(?:export )?(?:abstract )?(?:class|interface|type|enum) (\w+)/gm;
  return new Set(
    files.flatMap((file) =>
      Array.from(Deno.readTextFileSync(file).matchAll(declared), ([, name]) => name ?? "")
    ),
  );
}

/**
 * What `deno doc --lint` finds, without two kinds of findings that cannot be fixed: types of other packages, such as a
 * tensor of tfjs, are not exported here, and the type of a schema of typebox is inferred from its value.
 */
async function lintFindings(): Promise<string[]> {
  const { stderr } = await denoDoc("--lint");
  const own = ownTypes();
  return stderr.split(/^(?=error\[)/m).filter((finding) => {
    const [, type] = /references private type '(\w+)'/.exec(finding) ?? [];
    if (type !== undefined) return own.has(type);
    return finding.startsWith("error[") && !/missing-explicit-type[\s\S]*Type\.\w+\(/.test(finding);
  });
}

/** What the documentation of one function lacks. */
function lacking({ jsDoc, def }: Declaration): string[] {
  const tags = jsDoc?.tags ?? [];
  const documented = new Set(tags.filter(({ kind }) => kind === "param").map(({ name }) => name));
  const missing = (def?.params ?? []).flatMap((parameter) => {
    const { name } = parameter.left ?? parameter.arg ?? parameter;
    if (name !== undefined) return documented.has(name) ? [] : [`@param ${name}`];
    return documented.size > 0 ? [] : ["@param"]; // a destructured parameter
  });
  const returns = !/"repr":"(void|never)"/.test(
    JSON.stringify(def?.returnType ?? { repr: "void" }),
  );
  if (returns && !tags.some(({ kind }) => kind === "return")) missing.push("@returns");
  const examples = tags.filter(({ kind }) => kind === "example").map(({ doc = "" }) => doc);
  if (!examples.some((text) => text.includes("assert"))) missing.push("an @example that asserts");
  if (examples.some((text) => text.includes("```ts ignore"))) missing.push("an @example that runs");
  return missing;
}

async function functionFindings(): Promise<string[]> {
  const { stdout } = await denoDoc("--json");
  const { nodes }: Documentation = JSON.parse(stdout);
  const findings = Object.values(nodes).flatMap(({ symbols = [] }) =>
    symbols.flatMap(({ name, declarations }) =>
      declarations.filter(({ kind }) => kind === "function").flatMap((declaration) => {
        const missing = lacking(declaration);
        const { filename, line } = declaration.location;
        const where = `${relative(ROOT, fileURLToPath(filename))}:${line}`;
        return missing.length === 0 ? [] : [`${where}: ${name}() lacks ${missing.join(", ")}\n`];
      })
    )
  );
  return [...new Set(findings)];
}

const findings = [...await lintFindings(), ...await functionFindings()];
for (const finding of findings) await Deno.stderr.write(new TextEncoder().encode(finding));
const summary =
  `${findings.length} findings in the documentation of ${ENTRY_POINTS.length} entry points\n`;
await Deno.stdout.write(new TextEncoder().encode(summary));
Deno.exit(findings.length === 0 ? 0 : 1);
