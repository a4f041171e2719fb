/**
 * Times the complete process of `repr rank`, started cold, on a file of ResNet-50's size, against Python that only imports
 * torch and loads the file; and on a file of 1 GB with two convolutions, which must not be read completely.
 *
 *     deno run -A bench/rank.ts [--python /path/to/python] [--rounds 5] [--json]
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Rng } from "../src/rng.ts";

const ROOT = join(import.meta.dirname ?? ".", "..");
const DECODER = new TextDecoder();

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** ResNet-50's weights: 25.6 million. */
function resnet50(): Tensor[] {
  const tensors: Tensor[] = [];
  const norm = (name: string, channels: number) => {
    for (const word of ["weight", "bias", "running_mean", "running_var"]) {
      tensors.push({ name: `${name}.${word}`, shape: [channels] });
    }
  };
  const block = (conv: string, bn: string, shape: readonly number[]) => {
    tensors.push({ name: `${conv}.weight`, shape });
    norm(bn, shape[0] ?? 0);
  };
  block("conv1", "bn1", [64, 3, 7, 7]);
  let channels = 64;
  for (const [stage, [width, depth]] of [[64, 3], [128, 4], [256, 6], [512, 3]].entries()) {
    for (let i = 0; i < (depth ?? 0); i++) {
      const [name, w] = [`layer${stage + 1}.${i}`, width ?? 0];
      block(`${name}.conv1`, `${name}.bn1`, [w, channels, 1, 1]);
      block(`${name}.conv2`, `${name}.bn2`, [w, w, 3, 3]);
      block(`${name}.conv3`, `${name}.bn3`, [4 * w, w, 1, 1]);
      if (i === 0) block(`${name}.downsample.0`, `${name}.downsample.1`, [4 * w, channels, 1, 1]);
      channels = 4 * w;
    }
  }
  tensors.push({ name: "fc.weight", shape: [1000, 2048] }, { name: "fc.bias", shape: [1000] });
  return tensors;
}

/** Two convolutions and a table of 1 GB, which takes no disk space where files can be sparse. */
const SPARSE: readonly Tensor[] = [
  { name: "conv1.weight", shape: [64, 3, 3, 3] },
  { name: "conv2.weight", shape: [64, 64, 3, 3] },
  { name: "embedding.weight", shape: [1 << 20, 240] },
];

/** Writes a safetensors file of random weights; `dense` of its tensors have them, the rest is a hole. */
function writeModel(path: string, tensors: readonly Tensor[], dense = tensors.length): void {
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const { name, shape } of tensors) {
    const start = end;
    end += 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [start, end] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const head = new Uint8Array(8 + json.length);
  new DataView(head.buffer).setBigUint64(0, BigInt(json.length), true);
  head.set(json, 8);
  const rng = new Rng(1);
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const write = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  };
  write(head);
  for (const { shape } of tensors.slice(0, dense)) {
    const count = shape.reduce((a, b) => a * b, 1);
    write(new Uint8Array(Float32Array.from({ length: count }, () => rng.uniform() - 0.5).buffer));
  }
  file.truncateSync(head.length + end);
}

interface Run {
  readonly seconds: number;
  /** Null where there is no GNU time. */
  readonly peakMB: number | null;
}

/** Runs a program to its end; throws an error with its output if it fails. */
function run(program: string, args: readonly string[]): Run {
  const timed = ["-f", "%M", program, ...args];
  const start = performance.now();
  const { code, stderr } = GNU_TIME
    ? new Deno.Command("/usr/bin/time", { args: timed, cwd: ROOT, stdout: "null" }).outputSync()
    : new Deno.Command(program, { args: [...args], cwd: ROOT, stdout: "null" }).outputSync();
  const seconds = (performance.now() - start) / 1000;
  const said = DECODER.decode(stderr).trim();
  if (code !== 0) throw new Error(`${program} ${args.join(" ")}: ${said}`);
  const kilobytes = Number(said.split("\n").at(-1));
  return { seconds, peakMB: GNU_TIME && kilobytes > 0 ? kilobytes / 1000 : null };
}

const GNU_TIME = await Deno.stat("/usr/bin/time").then(() => true, () => false);

function best(runs: readonly Run[]): Run {
  return {
    seconds: Math.min(...runs.map(({ seconds }) => seconds)),
    peakMB: Math.max(...runs.map(({ peakMB }) => peakMB ?? 0)) || null,
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: [...Deno.args],
    options: {
      python: { type: "string", default: "python3" },
      rounds: { type: "string", default: "5" },
      json: { type: "boolean", default: false },
    },
  });
  const folder = Deno.makeTempDirSync();
  try {
    const model = join(folder, "resnet50.safetensors");
    const sparse = join(folder, "sparse.safetensors");
    writeModel(model, resnet50());
    writeModel(sparse, SPARSE, 2);
    const rank = (path: string) => () =>
      run(Deno.execPath(), ["run", "-A", "cli/main.ts", "rank", path, "--json", "-q"]);
    const load = `import torch; from safetensors.torch import load_file; load_file(${
      JSON.stringify(model)
    })`;
    const programs: Record<string, () => Run> = {
      "repr rank": rank(model),
      "import torch, load": () => run(values.python, ["-c", load]),
      "repr rank, 1 GB, two convolutions": rank(sparse),
    };
    const runs: Record<string, Run[]> = {};
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const [name, program] of Object.entries(programs)) {
        try {
          (runs[name] ??= []).push(program());
        } catch (error) {
          if (name !== "import torch, load") throw error;
          delete programs[name]; // no torch here: then there is no ratio
        }
      }
    }
    const results = Object.fromEntries(
      Object.entries(runs).filter(([, list]) => list.length > 0).map((
        [name, list],
      ) => [name, best(list)]),
    );
    const [ours, theirs] = [results["repr rank"], results["import torch, load"]];
    const report = {
      fileMB: Deno.statSync(model).size / 1e6,
      results,
      ratio: ours === undefined || theirs === undefined ? null : ours.seconds / theirs.seconds,
    };
    const lines = Object.entries(results).map(([name, { seconds, peakMB }]) =>
      `${name.padEnd(36)}${seconds.toFixed(2).padStart(7)} s${
        peakMB === null ? "" : `${Math.round(peakMB).toString().padStart(7)} MB`
      }\n`
    );
    const text = values.json
      ? `${JSON.stringify(report)}\n`
      : `${report.fileMB.toFixed(0)} MB of weights, best of ${values.rounds}\n${lines.join("")}` +
        (report.ratio === null ? "" : `ratio ${report.ratio.toFixed(2)}\n`);
    await Deno.stdout.write(new TextEncoder().encode(text));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
