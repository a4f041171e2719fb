import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

Deno.test("2,000 damaged model files give a report or one clean error each, in less than 1 GB", async () => {
  // In a process of its own, so that a crash is detected and its memory can be measured.
  const program = fileURLToPath(new URL("./fuzz.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-read", "--allow-write", program, "--runs", "2000"],
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.equal(code, 0, text + new TextDecoder().decode(stderr));
  const { reports, refusals, failures, peakMiB } = JSON.parse(text.trim().split("\n").at(-1) ?? "");
  assert.deepEqual([reports + refusals, failures], [2000, 0]);
  assert.ok(
    reports > 100 && refusals > 100,
    "some mutations change nothing that matters, and others are refused",
  );
  assert.ok(peakMiB < 1000, `${peakMiB} MiB`);
});
