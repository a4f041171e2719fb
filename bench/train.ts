/**
 * Training speed beside PyTorch, Keras and stock tfjs-node, as ratios within one run:
 *
 *     deno run -A bench/train.ts [--python PYTHON] [--model c3-32] [--batch 128] [--seconds 5] [--rounds 3] [--json]
 *
 * PYTHON has the packages of bench/peers/requirements.txt; without it only tfjs is compared. The contestants take turns,
 * so that a busy machine slows all of them.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

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
  readonly command: string;
  readonly args: readonly string[];
  readonly rates: number[];
}

const peer = (file: string) => fileURLToPath(new URL(`./peers/${file}`, import.meta.url));
const task = [options.model, options.batch, options.seconds];

function ours(name: string, engine: string): Contestant {
  const args = ["run", "-A", "--quiet", "--no-check", peer("tfjs_train.ts"), ...task, engine];
  return { name, command: Deno.execPath(), args, rates: [] };
}

function python(name: string, file: string): Contestant[] {
  if (options.python === undefined) return [];
  return [{ name, command: options.python, args: [peer(file), ...task], rates: [] }];
}

const contestants: readonly Contestant[] = [
  ours("repr, tensorflow", "tensorflow"),
  ours("repr, wasm", "wasm"),
  ours("stock tfjs-node", "stock"),
  ...python("PyTorch", "pytorch_train.py"),
  ...python("Keras", "keras_train.py"),
];

async function rate({ name, command, args }: Contestant): Promise<number> {
  const { success, stdout } = await new Deno.Command(command, {
    args: [...args],
    stderr: "null",
  }).output();
  if (!success) throw new Error(`${name} failed: ${command} ${args.join(" ")}`);
  const report: { imagesPerSecond: number } = JSON.parse(new TextDecoder().decode(stdout));
  return report.imagesPerSecond;
}

for (let round = 0; round < Number(options.rounds); round++) {
  for (const contestant of contestants) contestant.rates.push(await rate(contestant));
}

const median = (rates: readonly number[]) =>
  rates.toSorted((a, b) => a - b)[rates.length >> 1] ?? NaN;
const best = median(contestants[0]?.rates ?? []);
const rows = contestants.map(({ name, rates }) => ({
  name,
  imagesPerSecond: Math.round(median(rates)),
  ratio: best / median(rates),
}));
const text = options.json
  ? JSON.stringify({ model: options.model, batch: Number(options.batch), rows }, null, 2)
  : rows.map(({ name, imagesPerSecond, ratio }) =>
    `${name.padEnd(18)}${String(imagesPerSecond).padStart(6)} images/s; repr on tensorflow is ${
      ratio.toFixed(2)
    } times as fast`
  ).join("\n");
await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
