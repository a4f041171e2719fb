import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { SUBCOMMANDS } from "../../cli/program.ts";
import { schemaText } from "../../src/report/schemas.ts";
import { Folder } from "../report/folder.ts";
import { repr } from "./repr.ts";

Deno.test("--version prints the version of deno.json, and nothing else", async () => {
  const { version } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  assert.deepEqual(await repr(["--version"]), { status: 0, stdout: `${version}\n`, stderr: "" });
});

Deno.test("help is printed to stdout, names every command, and fits 80 columns", async () => {
  const calls = [["--help"], ["help"], ...SUBCOMMANDS.map(({ name }) => [name, "--help"])];
  for (const { status, stdout, stderr } of await Promise.all(calls.map((args) => repr(args)))) {
    assert.deepEqual([status, stderr], [0, ""]);
    assert.equal(stdout.includes("Examples:\n"), true, stdout);
    const [text = ""] = stdout.split("Examples:");
    for (const line of text.split("\n")) assert.equal(line.length <= 80, true, line);
  }
  const { stdout } = await repr(["--help"]);
  for (const { name, summary } of SUBCOMMANDS) {
    assert.equal(stdout.includes(name) && stdout.includes(summary.slice(0, 20)), true, name);
  }
});

Deno.test("without a command help is printed to stderr with the status of a wrong call", async () => {
  const { status, stdout, stderr } = await repr([]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.equal(stderr.startsWith("Usage: repr"), true);
});

/** Wrong calls, and the words that their one line of error has to contain. */
const WRONG: readonly (readonly [args: string[], ...words: string[]])[] = [
  [["trian"], "unknown command 'trian'", "Did you mean train?"],
  [["--frobnicate"], "unknown option '--frobnicate'"],
  [["train", "--epoch", "3"], "unknown option '--epoch'", "Did you mean --epochs?"],
  [["train", "shapes"], "too many arguments", "shapes"],
  [["train", "--epochs"], "'--epochs <n>' argument missing"],
  [["train", "--epochs", "0"], '--epochs must be a whole number of at least 1, found "0"'],
  [["train", "--epochs", "-3"], "--epochs must be", '"-3"'],
  [["train", "--epochs", "1.5"], "--epochs must be", '"1.5"'],
  [["train", "--epochs", "NaN"], "--epochs must be", '"NaN"'],
  [["train", "--epochs", "ten"], "--epochs must be", '"ten"'],
  [["train", "--lr=-0.1"], "--lr must be a number above 0", '"-0.1"'],
  [["train", "--lr", "Infinity"], "--lr must be a number above 0"],
  [["train", "--prune", "1.5"], '--prune must be a fraction between 0 and 1, found "1.5"'],
  [["train", "--s1", "20 minutes"], "--s1 must be", "500steps", '"20 minutes"'],
  [["train", "--s2", "0"], "--s2 must be"],
  [["train", "--criterion", "orto"], "--criterion must be one of ortho", "did you mean ortho?"],
  [["train", "--optimizer", "adamw"], "--optimizer must be one of", "did you mean adam?"],
  [["train", "--batch-size", ""], "--batch-size must be", 'found ""'],
  [["train", "--momentum", "1"], "--momentum must be a number of at least 0 and below 1"],
  [["train", "--threads", "0"], "--threads must be a whole number of at least 1"],
  [["train", "--lr-steps", "30,x"], "--lr-steps must be", '"30,x"'],
  [["train", "--preset", "fast"], "--preset must be quick or paper"],
  [["train", "--config", "/nowhere/runs.yaml"], "Cannot read /nowhere/runs.yaml", "no such file"],
  [["train", "--resume", "/nowhere"], "Cannot read run directory /nowhere", "config.json"],
  [["train", "--resume", "/nowhere", "--out", "x"], "--out cannot be combined with --resume"],
  [["evaluate"], "missing required argument 'model'"],
  [["evaluate", "/nowhere"], "Cannot read model /nowhere", "expected a run directory"],
  [["doctor", "--backend", "cuda"], "--backend must be one of auto, tensorflow, wasm, webgpu"],
  [["completions", "tcsh"], "<shell> must be one of bash, zsh, fish", '"tcsh"'],
  [["doctor", "-o", "/dev/null/report.json"], "Cannot write /dev/null/report.json"],
];

for (const [args, ...words] of WRONG) {
  Deno.test(`"repr ${args.join(" ")}" ends with status 2 and one line of error`, async () => {
    const { status, stdout, stderr } = await repr(args);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, "");
    assert.equal(stderr.split("\n").length, 2, stderr); // one line and its end
    assert.equal(stderr.startsWith("error: "), true, stderr);
    for (const word of words) assert.equal(stderr.includes(word), true, stderr);
  });
}

Deno.test("--verbose adds the stack of an error", async () => {
  const { stderr } = await repr(["train", "--verbose", "--epochs", "0"]);
  const [first, second] = stderr.split("\n");
  assert.equal(first?.startsWith("error: --epochs must be"), true);
  assert.equal(second?.trimStart().startsWith("at "), true);
});

Deno.test("REPR_VERBOSE does what --verbose does", async () => {
  const { stderr } = await repr(["train", "--epochs", "0"], { env: { REPR_VERBOSE: "1" } });
  assert.equal(stderr.includes("    at "), true, stderr);
});

Deno.test("--print-config prints the options resolved from flags, environment, file and preset", async () => {
  using folder = new Folder();
  await Deno.writeTextFile(
    `${folder.path}/runs.yaml`,
    "preset: quick\nepochs: 6\nseed: 6\nlr: 0.06\n",
  );
  const args = ["train", "--print-config", "--config", "runs.yaml", "--epochs", "8"];
  const { status, stdout, stderr } = await repr(args, {
    cwd: folder.path,
    env: { REPR_EPOCHS: "7", REPR_SEED: "7" },
  });
  assert.deepEqual([status, stderr], [0, ""]);
  const { epochs, seed, lr, data, batchSize } = parse(stdout);
  assert.deepEqual([epochs, seed, lr, data, batchSize], [8, 7, 0.06, "shapes", 64]);
  assert.equal(/^seed: 7 +# REPR_SEED$/m.test(stdout), true, stdout);
  assert.equal(/^lr: 0\.06 +# runs\.yaml: lr$/m.test(stdout), true, stdout);
  assert.deepEqual(folder.names, ["runs.yaml"]); // no run was started
});

Deno.test("an error names the wrong environment variable or key", async () => {
  using folder = new Folder();
  await Deno.writeTextFile(`${folder.path}/runs.yaml`, "epocs: 6\n");
  const options = { cwd: folder.path };
  const variable = await repr(["train"], { ...options, env: { REPR_LIMIT: "few" } });
  assert.deepEqual([variable.status, variable.stderr], [
    2,
    'error: REPR_LIMIT must be a whole number of at least 10 or none, found "few"\n',
  ]);
  const key = await repr(["train", "--config", "runs.yaml"], options);
  assert.deepEqual([key.status, key.stderr], [
    2,
    "error: runs.yaml: epocs is no option of a configuration file (did you mean epochs?)\n",
  ]);
});

Deno.test("doctor prints only JSON that fits its schema, and writes the same to the file", async () => {
  using folder = new Folder();
  const file = `${folder.path}/new/report.json`;
  const { status, stdout } = await repr(["doctor", "--json", "-o", file]);
  assert.equal(status, 0);
  assert.equal(await Deno.readTextFile(file), stdout);
  const validate = new Ajv2020().compile(JSON.parse(schemaText("doctor")));
  validate(JSON.parse(stdout));
  assert.deepEqual(validate.errors ?? null, null);
});

Deno.test("with --output alone stdout stays empty", async () => {
  using folder = new Folder();
  const { status, stdout } = await repr(["doctor", "--output", `${folder.path}/report.json`]);
  assert.deepEqual([status, stdout, folder.names], [0, "", ["report.json"]]);
});

Deno.test("output without a terminal has no color, even if FORCE_COLOR is set", async () => {
  const { stdout } = await repr(["doctor"], { env: { FORCE_COLOR: "1" } });
  assert.equal(stdout.includes("\x1b"), false);
});

Deno.test("doctor fails if the device is not available, with the reason in the report", async () => {
  const { status, stdout, stderr } = await repr([
    "doctor",
    "--backend",
    "wasm",
    "--device",
    "gpu",
    "--json",
  ]);
  assert.equal(status, 1);
  const { chosen, problem } = JSON.parse(stdout);
  assert.equal(chosen, null);
  assert.equal(stderr, `error: ${problem}\n`);
});
