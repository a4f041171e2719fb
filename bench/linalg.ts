/**
 * Times the linear algebra against numpy, one thread each, in one run: `deno task bench:linalg [--json]`.
 *
 * Ours includes the copies into and out of the module. Without numpy on the PATH's `python3` the columns about it are empty.
 *
 * @module
 */

import {
  gram,
  type Matrix,
  Moments,
  product,
  symmetricEigen,
  thinQr,
  thinSvd,
} from "../src/linalg/mod.ts";
import { Rng } from "../src/rng.ts";

interface Operation {
  /** The name in bench/peers/linalg.py. */
  readonly name: string;
  /** Floating-point operations by the usual count. */
  readonly flops: number;
  readonly repeats: number;
  /** Which OpenBLAS it is measured against: restricted to SSE, or with all instructions of the machine. */
  readonly peer: "sse" | "native";
  /** Largest time in multiples of the peer's. */
  readonly bar: number;
  /** Makes the operands, and returns the function that is timed. */
  readonly prepare: () => () => void;
}

interface Row {
  readonly op: string;
  readonly seconds: number;
  readonly gflops: number;
  readonly peer: string | null;
  readonly peerSeconds: number | null;
  readonly ratio: number | null;
  readonly bar: number;
}

const rng = new Rng(1);

function random(rows: number, columns: number): Matrix {
  return {
    rows,
    columns,
    data: Float64Array.from({ length: rows * columns }, () => rng.uniform() - 0.5),
  };
}

function single(m: Matrix): Matrix {
  return { ...m, data: new Float32Array(m.data) };
}

function covariance(data: Matrix): void {
  const moments = new Moments(data.columns);
  const rows = 5000;
  for (let start = 0; start < data.rows; start += rows) {
    const block = data.data.subarray(start * data.columns, (start + rows) * data.columns);
    moments.add({ rows, columns: data.columns, data: block });
  }
  moments.covariance();
}

const operations: readonly Operation[] = [
  {
    name: "product f32 1024",
    flops: 2 * 1024 ** 3,
    repeats: 7,
    peer: "sse",
    bar: 1 / 0.75,
    prepare: () => {
      const [a, b] = [single(random(1024, 1024)), single(random(1024, 1024))];
      return () => product(a, b);
    },
  },
  {
    name: "product f64 1024",
    flops: 2 * 1024 ** 3,
    repeats: 7,
    peer: "sse",
    bar: 1 / 0.75,
    prepare: () => {
      const [a, b] = [random(1024, 1024), random(1024, 1024)];
      return () => product(a, b);
    },
  },
  {
    name: "w v^T f32 2048x4608",
    flops: 2 * 2048 ** 2 * 4608,
    repeats: 3,
    peer: "sse",
    bar: 1 / 0.75,
    prepare: () => {
      const [w, v] = [single(random(2048, 4608)), single(random(4608, 2048))];
      return () => product(w, v);
    },
  },
  {
    name: "gram f32->f64 512x4608",
    flops: 512 ** 2 * 4608,
    repeats: 5,
    peer: "sse",
    bar: 1 / 0.75,
    prepare: () => {
      const w = single(random(512, 4608));
      return () => gram(w);
    },
  },
  {
    name: "eigen f64 2048",
    flops: 9 * 2048 ** 3,
    repeats: 2,
    peer: "native",
    bar: 4,
    prepare: () => {
      const a = random(2048, 2048);
      return () => symmetricEigen(a);
    },
  },
  {
    name: "qr f64 4608x2048",
    flops: 4 * 2048 ** 2 * (4608 - 2048 / 3),
    repeats: 2,
    peer: "native",
    bar: 3,
    prepare: () => {
      const a = random(4608, 2048);
      return () => thinQr(a);
    },
  },
  {
    name: "svd f64 1024",
    flops: 22 * 1024 ** 3,
    repeats: 2,
    peer: "native",
    bar: 5,
    prepare: () => {
      const a = random(1024, 1024);
      return () => thinSvd(a);
    },
  },
  {
    name: "covariance f32 50000x512",
    flops: 512 ** 2 * 50_000,
    repeats: 2,
    peer: "native",
    bar: 3,
    prepare: () => {
      const data = single(random(50_000, 512));
      return () => covariance(data);
    },
  },
];

/** The best of some runs, in seconds, after one to warm up. */
function best(operation: Operation): number {
  const run = operation.prepare();
  run();
  let seconds = Infinity;
  for (let i = 0; i < operation.repeats; i++) {
    const start = performance.now();
    run();
    seconds = Math.min(seconds, (performance.now() - start) / 1e3);
  }
  return seconds;
}

interface Peer {
  readonly numpy: string;
  readonly seconds: Readonly<Record<string, number>>;
}

/** numpy's times of one operation; undefined without numpy. */
async function peer(operation: Operation): Promise<Peer | undefined> {
  const script = new URL("peers/linalg.py", import.meta.url).pathname;
  try {
    const run = await new Deno.Command("python3", {
      args: [script, operation.name],
      env: {
        OPENBLAS_NUM_THREADS: "1",
        ...(operation.peer === "sse" ? { OPENBLAS_CORETYPE: "Nehalem" } : {}),
      },
      stderr: "null",
    }).output();
    return run.success ? JSON.parse(new TextDecoder().decode(run.stdout)) : undefined;
  } catch {
    return undefined;
  }
}

const rows: Row[] = [];
for (const operation of operations) {
  const seconds = best(operation);
  const theirs = await peer(operation);
  const peerSeconds = theirs?.seconds[operation.name] ?? null;
  rows.push({
    op: operation.name,
    seconds,
    gflops: operation.flops / seconds / 1e9,
    peer: theirs === undefined ? null : `numpy ${theirs.numpy}, ${operation.peer}`,
    peerSeconds,
    ratio: peerSeconds === null ? null : seconds / peerSeconds,
    bar: operation.bar,
  });
}

function table(): string {
  const number = (value: number | null, digits: number) => value?.toFixed(digits) ?? "";
  const cells = rows.map((row) => [
    row.op,
    number(row.seconds, 3),
    number(row.gflops, 1),
    row.peer ?? "",
    number(row.peerSeconds, 3),
    number(row.ratio, 2),
    number(row.bar, 2),
  ]);
  const head = ["op", "seconds", "GF/s", "peer", "its seconds", "ratio", "bar"];
  return [head, head.map(() => "---"), ...cells].map((line) => `| ${line.join(" | ")} |`).join(
    "\n",
  );
}

const text = Deno.args.includes("--json") ? JSON.stringify({ rows }, null, 2) : table();
await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
