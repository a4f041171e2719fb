/**
 * Training speed compared with PyTorch, Keras and stock tfjs-node, as ratios within one run; `repr train` is the complete
 * program, the others are loops of bare training steps:
 *
 *     deno run -A bench/train.ts [--python PYTHON] [--model c3-32] [--batch 128] [--seconds 5] [--rounds 3] [--json]
 *
 * PYTHON has the packages of bench/peers/requirements.txt; without it only tfjs is compared. The contestants take turns,
 * so that a busy machine slows all of them.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "../src/median.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string" },
    model: { type: "string", default: "c3-32" },
    batch: { type: "string", default: "128" },
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
  },
});

interface Contestant {
  readonly name: string;
  /** Images a second. */
  readonly measure: () => Promise<number>;
  readonly rates: number[];
}

const root = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const peer = (file: string) => fileURLToPath(new URL(`./peers/${file}`, import.meta.url));
const task = [options.model, options.batch, options.seconds];

function ours(name: string, engine: string): Contestant {
  const args = ["run", "-A", "--quiet", "--no-check", peer("tfjs_train.ts"), ...task, engine];
  return { name, measure: () => printedRate(Deno.execPath(), args), rates: [] };
}

function python(name: string, file: string): Contestant[] {
  const { python } = options;
  if (python === undefined) return [];
  return [{ name, measure: () => printedRate(python, [peer(file), ...task]), rates: [] }];
}

async function output(command: string, args: readonly string[]): Promise<string> {
  const process = new Deno.Command(command, { args: [...args], stderr: "null" });
  const { success, stdout } = await process.output();
  if (!success) throw new Error(`failed: ${command} ${args.join(" ")}`);
  return new TextDecoder().decode(stdout);
}

async function printedRate(command: string, args: readonly string[]): Promise<number> {
  const report: { imagesPerSecond: number } = JSON.parse(await output(command, args));
  return report.imagesPerSecond;
}

/** Speed of a complete run on the built-in images, from its report; the run is five times as long as the others' loops. */
async function wholeRun(): Promise<number> {
  const directory = await Deno.makeTempDir({ prefix: "repr-bench-" });
  const IMAGES = 2250; // of the built-in 2,500, a tenth validates
  const images = 5 * Number(options.seconds) * (contestants[0]?.rates.at(-1) ?? IMAGES);
  const epochs = Math.ceil(images / IMAGES);
  try {
    const json = await output(Deno.execPath(), [
      ...["run", "-A", "--quiet", "--no-check", root("cli/main.ts"), "train", "--json"],
      ...[
        "--data",
        "shapes",
        "--limit",
        String(IMAGES),
        "--cycles",
        "0",
        "--backend",
        "tensorflow",
      ],
      ...["--model", options.model, "--batch-size", options.batch, "--epochs", String(epochs)],
      ...["--evaluate-every", String(epochs), "--out", join(directory, "run")],
    ]);
    const report: { timing: { imagesPerSecond: number } } = JSON.parse(json);
    return report.timing.imagesPerSecond;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

const contestants: readonly Contestant[] = [
  ours("repr, tensorflow", "tensorflow"),
  { name: "repr train", measure: wholeRun, rates: [] },
  ours("repr, wasm", "wasm"),
  ours("stock tfjs-node", "stock"),
  ...python("PyTorch", "pytorch_train.py"),
  ...python("Keras", "keras_train.py"),
];

for (let round = 0; round < Number(options.rounds); round++) {
  for (const contestant of contestants) contestant.rates.push(await contestant.measure());
}

const whole = median(contestants[1]?.rates ?? []);
const rows = contestants.map(({ name, rates }) => ({
  name,
  imagesPerSecond: Math.round(median(rates)),
  ratio: whole / median(rates),
}));
const text = options.json
  ? JSON.stringify({ model: options.model, batch: Number(options.batch), rows }, null, 2)
  : rows.map(({ name, imagesPerSecond, ratio }) =>
    `${name.padEnd(18)}${String(imagesPerSecond).padStart(6)} images/s; repr train makes ${
      ratio.toFixed(2)
    } of it`
  ).join("\n");
await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
