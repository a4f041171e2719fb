import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Rng } from "../../src/rng.ts";

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** Six epochs with two short cycles on 270 images. */
const CALL =
  "train --preset quick --limit 300 --model c2-8 --epochs 6 --s1 1 --s2 1 --seed 3 --optimizer adam --lr 0.002";

function start(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, ...args],
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

async function finish(child: Deno.ChildProcess): Promise<void> {
  const { code, stderr } = await child.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
}

/** Files of a finished run: weights, slots and measurements, without the times. */
async function result(run: string): Promise<unknown> {
  const last = join(run, "checkpoints", "last");
  const files: Record<string, string> = {};
  for await (const { name } of Deno.readDir(last)) {
    if (!name.endsWith(".bin")) continue;
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(join(last, name)));
    files[name] = new Uint8Array(digest).toHex();
  }
  const lines = (await Deno.readTextFile(join(run, "metrics.jsonl"))).trim().split("\n");
  const metrics = lines.map((line) => ({ ...JSON.parse(line), seconds: 0 }));
  const { cycles, final } = JSON.parse(await Deno.readTextFile(join(run, "report.json")));
  return { files, metrics, cycles, final };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test("a run that is killed at random times and resumed has the bits of an uninterrupted run", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const uninterrupted = join(folder, "uninterrupted");
    const began = performance.now();
    await finish(start(...CALL.split(" "), "--out", uninterrupted));
    const duration = performance.now() - began;
    const expected = await result(uninterrupted);

    const rng = new Rng(11);
    const run = join(folder, "killed");
    /** Continues the run; starts it where it was killed before its directory was complete. */
    const startAgain = async () => {
      if (await exists(join(run, "config.json"))) return start("train", "--resume", run);
      await Deno.remove(run, { recursive: true }).catch(() => {});
      return start(...CALL.split(" "), "--out", run);
    };
    for (let kills = 0; kills < 8; kills++) {
      const child = await startAgain();
      await new Promise((resolve) => setTimeout(resolve, rng.uniform() * duration));
      try {
        child.kill("SIGKILL");
      } catch {
        // it had ended before
      }
      await child.output();
    }
    await finish(await startAgain());
    assert.deepEqual(await result(run), expected);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("Ctrl-C saves the run, ends with status 130 and names the command that resumes it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const run = join(folder, "run");
    const child = start(...CALL.split(" "), "--out", run);
    while (!await exists(join(run, "metrics.jsonl"))) await new Promise((r) => setTimeout(r, 20));
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    const text = new TextDecoder().decode(stderr);
    assert.equal(code, 130, text);
    assert.match(text, /--resume/);
    const { interrupted } = JSON.parse(await Deno.readTextFile(join(run, "report.json")));
    assert.equal(interrupted, true);
    await finish(start("train", "--resume", run));
    const { final } = JSON.parse(await Deno.readTextFile(join(run, "report.json")));
    assert.equal(final.epoch, 6);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
