/**
 * Times CCA of two layers against google/svcca's algorithm in numpy, in one run: `deno run -A bench/cca.ts`.
 *
 * Ours does what `repr cca` does: it collects moments of blocks of observations and computes canonical correlations from the
 * covariance.
 * Without numpy on the PATH's `python3` its rows are empty.
 *
 * @module
 */
import { canonicalCorrelations, type Matrix, Moments } from "../src/linalg/mod.ts";
import { MomentsThread } from "../src/similarity/moments_thread.ts";
import { SharedMoments } from "../src/similarity/shared_moments.ts";
import { Rng } from "../src/rng.ts";

const SIZES = [[256, 10_000], [512, 50_000]] as const;
const REPEATS = 3;
const BLOCK = 2048;

/** Anything that collects moments. */
interface Collector {
  add(block: Matrix): void | Promise<void>;
  finish(): Moments | Promise<Moments>;
}

/** Seconds of the fastest of some runs. */
async function ours(
  neurons: number,
  observations: number,
  collector: (variables: number) => Collector,
): Promise<number> {
  const rng = new Rng(1);
  const columns = 2 * neurons;
  const data = Float32Array.from({ length: observations * columns }, () => rng.uniform() - 0.5);
  let best = Infinity;
  for (let run = 0; run < REPEATS; run++) {
    const start = performance.now();
    const moments = collector(columns);
    for (let row = 0; row < observations; row += BLOCK) {
      const rows = Math.min(BLOCK, observations - row);
      const block = data.subarray(row * columns, (row + rows) * columns);
      await moments.add({ rows, columns, data: block });
    }
    const covariance = (await moments.finish()).covariance();
    canonicalCorrelations(covariance, neurons, { tolerance: 1e-10 });
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

function oneThread(variables: number): Collector {
  const moments = new Moments(variables);
  return { add: (block) => moments.add(block), finish: () => moments };
}

/** numpy's seconds; undefined without numpy. */
async function theirs(
  neurons: number,
  observations: number,
  env: Record<string, string>,
): Promise<number | undefined> {
  const script = new URL("peers/svcca.py", import.meta.url).pathname;
  const { success, stdout } = await new Deno.Command("python3", {
    args: [script, `${neurons}`, `${observations}`, `${REPEATS}`],
    env,
    stderr: "null",
  }).output();
  if (!success) return undefined;
  const { seconds }: { seconds: number } = JSON.parse(new TextDecoder().decode(stdout));
  return seconds;
}

const ALONE = { OPENBLAS_NUM_THREADS: "1" };
const PEERS = [
  ["numpy, SSE, 1 thread", { ...ALONE, OPENBLAS_CORETYPE: "Nehalem" }],
  ["numpy, 1 thread", ALONE],
  ["numpy, 2 threads", { OPENBLAS_NUM_THREADS: "2" }],
] as const;

using thread = new MomentsThread();
const OURS = [
  ["1 thread", oneThread],
  ["2 threads", (variables: number) => new SharedMoments(variables, thread)],
] as const;

const lines = ["| neurons x observations | program | seconds |", "| --- | --- | --- |"];
for (const [neurons, observations] of SIZES) {
  const size = `${neurons} x ${observations}`;
  for (const [program, collector] of OURS) {
    const seconds = await ours(neurons, observations, collector);
    lines.push(`| ${size} | repr, ${program} | ${seconds.toFixed(3)} |`);
  }
  for (const [program, env] of PEERS) {
    const seconds = await theirs(neurons, observations, env);
    lines.push(`| ${size} | ${program} | ${seconds?.toFixed(3) ?? "–"} |`);
  }
}
await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
