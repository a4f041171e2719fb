/**
 * Damages small valid model files, half of them at random and half by their formats' grammar, and opens them: every outcome is a report or one clean error.
 *
 *     deno run --allow-read --allow-write tests/checkpoint/fuzz.ts --runs 100000 [--seed 1]
 *
 * @module
 */
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { inspectModelFile, rankModelFile } from "../../src/audit/mod.ts";
import { openModelFile } from "../../src/checkpoint/open_model_file.ts";
import { InputError } from "../../src/errors.ts";
import { Rng } from "../../src/rng.ts";
import { MODELS } from "./fixtures.ts";
import { grammarMutated } from "./grammar.ts";

/** One file of every format, and the smaller ones of each structure. */
const FILES = [
  "pytorch/net.pt",
  "pytorch/net.pth",
  "pytorch/training.bin",
  "pytorch/views.pth",
  "pytorch/gan.pt",
  "pytorch/normed.pt",
  "safetensors/axes.safetensors",
  "keras/keras2_weights.h5",
  "keras/axes.keras",
  "keras/latest.h5",
  "keras/net.h5",
  "onnx/net.onnx",
  "onnx/quantised.onnx",
  "onnx/typed.onnx",
  "numpy/net.npz",
  "numpy/compressed.npz",
  "tfjs/uint8/model.json",
  "tfjs/graph/model.json",
  "safetensors/sharded/model.safetensors.index.json",
];

/** Numbers that cause errors where values are not checked. */
const NASTY = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff];

/** The results of the runs. */
export interface FuzzResult {
  reports: number;
  refusals: number;
  /** Longest run, in milliseconds. */
  slowest: number;
  /** Largest memory of the process after a run. */
  peakMiB: number;
  /** Any result that is neither a report nor an InputError, and how to reproduce it. */
  readonly failures: string[];
}

/**
 * Runs a number of mutations, of one file after the other.
 *
 * @param limit Milliseconds after which a run counts as hung.
 */
export async function fuzz(runs: number, seed: number, limit = 5000): Promise<FuzzResult> {
  const result: FuzzResult = { reports: 0, refusals: 0, slowest: 0, peakMiB: 0, failures: [] };
  const folder = await Deno.makeTempDir();
  try {
    for (const path of FILES) await copyNeighbors(path, folder);
    for (let run = 0; run < runs; run++) {
      const path = FILES[run % FILES.length] ?? "";
      const rng = new Rng(seed).split("fuzz", run);
      const original = Deno.readFileSync(join(MODELS, path));
      const mutated = rng.integer(2) === 0 ? mutate(original, rng) : grammatical(original, rng);
      const file = join(folder, path);
      Deno.writeFileSync(file, mutated);
      const start = performance.now();
      const failure = await outcome(file, result, run);
      const took = performance.now() - start;
      result.slowest = Math.max(result.slowest, took);
      result.peakMiB = Math.max(result.peakMiB, Math.round(Deno.memoryUsage().rss / 2 ** 20));
      if (failure !== undefined || took > limit) {
        result.failures.push(
          `run ${run} of seed ${seed}, ${path}: ${failure ?? `took ${took} ms`}`,
        );
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return result;
}

/** A model's further files are not changed. */
async function copyNeighbors(path: string, folder: string): Promise<void> {
  const from = join(MODELS, dirname(path));
  await Deno.mkdir(join(folder, dirname(path)), { recursive: true });
  for await (const { name, isFile } of Deno.readDir(from)) {
    if (isFile) await Deno.copyFile(join(from, name), join(folder, dirname(path), name));
  }
}

async function outcome(file: string, result: FuzzResult, run: number): Promise<string | undefined> {
  try {
    using checkpoint = await openModelFile(file);
    if (run % 8 === 0) await inspectModelFile(checkpoint, { dense: true });
    else await rankModelFile(checkpoint, { by: "l1", seed: 1, rankFirst: true, dense: true });
    result.reports++;
  } catch (error) {
    if (error instanceof InputError && !error.message.includes("\n")) {
      result.refusals++;
      return undefined;
    }
    return error instanceof Error ? error.stack ?? error.message : String(error);
  }
  return undefined;
}

/** One to three changes by the format's grammar, and sometimes one at random. */
function grammatical(original: Uint8Array, rng: Rng): Uint8Array {
  let bytes = original;
  for (let change = 0; change <= rng.integer(3); change++) bytes = grammarMutated(bytes, rng);
  return rng.integer(8) === 0 ? mutate(bytes, rng) : bytes;
}

/** One to four changes: bytes, runs of bytes, extreme numbers, cuts, insertions, copies from elsewhere. */
function mutate(original: Uint8Array, rng: Rng): Uint8Array {
  let bytes = original;
  for (let change = 0; change <= rng.integer(4); change++) {
    // Headers and directories matter most, and are at the ends.
    const near = rng.integer(3);
    const span = Math.min(bytes.length, near === 0 ? 256 : bytes.length);
    const at = near === 1
      ? Math.max(0, bytes.length - 1 - rng.integer(Math.min(512, bytes.length || 1)))
      : rng.integer(span || 1);
    bytes = changed(bytes.slice(), at, rng);
  }
  return bytes;
}

function changed(bytes: Uint8Array, at: number, rng: Rng): Uint8Array {
  const length = Math.min(1 + rng.integer(16), Math.max(0, bytes.length - at));
  switch (rng.integer(6)) {
    case 0:
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.integer(8));
      return bytes;
    case 1:
      for (let i = 0; i < length; i++) bytes[at + i] = rng.integer(256);
      return bytes;
    case 2: {
      const value = NASTY[rng.integer(NASTY.length)] ?? 0;
      const width = [1, 2, 4, 8][rng.integer(4)] ?? 1;
      for (let i = 0; i < Math.min(width, bytes.length - at); i++) {
        bytes[at + i] = i < 4 ? (value >>> (8 * i)) & 0xff : value === 0xffffffff ? 0xff : 0;
      }
      return bytes;
    }
    case 3:
      return bytes.subarray(0, at);
    case 4: {
      const from = rng.integer(Math.max(1, bytes.length - length));
      bytes.copyWithin(at, from, from + length);
      return bytes;
    }
    default: {
      const result = new Uint8Array(bytes.length + length);
      result.set(bytes.subarray(0, at));
      for (let i = 0; i < length; i++) result[at + i] = rng.integer(256);
      result.set(bytes.subarray(at), at + length);
      return result;
    }
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: [...Deno.args],
    options: { runs: { type: "string", default: "2000" }, seed: { type: "string", default: "1" } },
  });
  const { failures, ...counts } = await fuzz(Number(values.runs), Number(values.seed));
  const report = { ...counts, failures: failures.length };
  await Deno.stdout.write(
    new TextEncoder().encode(`${failures.join("\n")}\n${JSON.stringify(report)}\n`),
  );
  if (failures.length > 0) Deno.exit(1);
}
