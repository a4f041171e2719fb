import assert from "node:assert/strict";
import { join } from "node:path";

const PROGRAM = join(import.meta.dirname ?? "..", "waits_for_ctrl_c.ts");

/** Runs the program; at each of its lines that `signals` names, sends it that signal. */
async function interrupted(
  args: readonly string[],
  signals: Readonly<Record<string, Deno.Signal>>,
): Promise<{ code: number; lines: string[] }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", PROGRAM, ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines: string[] = [];
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    for (const line of text.trim().split("\n")) {
      lines.push(line);
      const signal = signals[line];
      if (signal !== undefined) child.kill(signal);
    }
  }
  return { code: (await child.status).code, lines };
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  const ignore = Deno.build.os === "windows";

  Deno.test({
    name: `the first ${signal} lets the program save its work`,
    ignore,
    async fn() {
      const { code, lines } = await interrupted([], { ready: signal });
      assert.deepEqual(lines, ["ready", "saving", "saved"]);
      assert.equal(code, 0); // this program does not say that it was stopped; repr does
    },
  });

  Deno.test({
    name: `the second ${signal} ends the process at once with status 130`,
    ignore,
    async fn() {
      const { code, lines } = await interrupted(["--slow"], { ready: signal, saving: signal });
      assert.deepEqual(lines, ["ready", "saving"]);
      assert.equal(code, 130);
    },
  });
}

Deno.test({
  name: "a program that nohup started goes on after a SIGHUP",
  ignore: Deno.build.os === "windows",
  async fn() {
    const child = new Deno.Command("nohup", {
      args: [Deno.execPath(), "run", "-A", "--no-check", PROGRAM],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const lines: string[] = [];
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      for (const line of text.trim().split("\n")) {
        lines.push(line);
        if (line !== "ready") continue;
        child.kill("SIGHUP");
        setTimeout(() => child.kill("SIGTERM"), 300);
      }
    }
    await child.status;
    assert.deepEqual(lines, ["ready", "saving", "saved"]);
  },
});
