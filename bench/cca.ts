/**
 * Times CCA of two layers against google/svcca's algorithm in numpy, in one run: `deno run -A bench/cca.ts`.
 *
 * Ours goes the way of `repr cca`: blocks of observations into moments, canonical correlations from the covariance; one
 * thread. numpy's columns are for one thread and for all; without numpy on the PATH's `python3` they are empty.
 *
 * @module
 */
import { canonicalCorrelations, Moments } from "../src/linalg/mod.ts";
import { Rng } from "../src/rng.ts";

const SIZES = [[256, 10_000], [512, 50_000]] as const;
const REPEATS = 3;
const BLOCK = 5000;

/** Seconds of the fastest of some runs. */
function ours(neurons: number, observations: number): number {
  const rng = new Rng(1);
  const columns = 2 * neurons;
  const data = Float32Array.from({ length: observations * columns }, () => rng.uniform() - 0.5);
  let best = Infinity;
  for (let run = 0; run < REPEATS; run++) {
    const start = performance.now();
    const moments = new Moments(columns);
    for (let row = 0; row < observations; row += BLOCK) {
      const rows = Math.min(BLOCK, observations - row);
      moments.add({ rows, columns, data: data.subarray(row * columns, (row + rows) * columns) });
    }
    canonicalCorrelations(moments.covariance(), neurons, { tolerance: 1e-10 });
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
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

const PEERS = [
  ["numpy, SSE, 1 thread", { OPENBLAS_NUM_THREADS: "1", OPENBLAS_CORETYPE: "Nehalem" }],
  ["numpy, 1 thread", { OPENBLAS_NUM_THREADS: "1" }],
  ["numpy, all threads", {}],
] as const;

const lines = [
  `| neurons x observations | seconds | ${PEERS.map(([name]) => `${name} | ratio`).join(" | ")} |`,
  `| --- | --- | ${PEERS.map(() => "--- | ---").join(" | ")} |`,
];
for (const [neurons, observations] of SIZES) {
  const seconds = ours(neurons, observations);
  const cells: string[] = [];
  for (const [, env] of PEERS) {
    const peer = await theirs(neurons, observations, env);
    cells.push(peer?.toFixed(3) ?? "", peer === undefined ? "" : (seconds / peer).toFixed(2));
  }
  lines.push(`| ${neurons} x ${observations} | ${seconds.toFixed(3)} | ${cells.join(" | ")} |`);
}
await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
