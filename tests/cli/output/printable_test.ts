import assert from "node:assert/strict";
import { join } from "node:path";
import { described } from "../../../cli/output/errors.ts";
import { Log } from "../../../cli/output/log.ts";
import { printable, printableLines, printableReport } from "../../../cli/output/printable.ts";
import { toJson } from "../../../src/encoding/json.ts";
import { InputError } from "../../../src/errors.ts";
import { safetensorsFile } from "../../checkpoint/safetensors_file.ts";
import { Folder } from "../../report/folder.ts";
import { repr } from "../repr.ts";

/** Clears the screen, sets the window's title, in 8-bit codes too; turns text around; ends the line; rings; is invisible. */
const ATTACK =
  "a\x1b[2J\x1b]0;owned\x07b\x9b31mc\u202egpj.exe\u2066\u200f\r\ne\0\x7f\u2028\u{e0041}";
const RAW = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u{e0000}-\u{e007f}]/u;

Deno.test("printable() leaves text of any language as it is, and shows control characters", () => {
  for (const text of ["conv1", "слой", "層/kernel:0", "شبكة", "é\u0301 👩‍🔬", "C:\\new"]) {
    assert.equal(printable(text), text);
    assert.equal(printableLines(text), text);
  }
  assert.equal(
    printable(ATTACK),
    "a\\x1b[2J\\x1b]0;owned\\x07b\\x9b31mc\\u202egpj.exe\\u2066\\u200f\\x0d\\ne\\x00\\x7f\\u2028\\u{e0041}",
  );
});

Deno.test("printableLines() keeps the program's own colors, line breaks and cleared lines, and nothing else", () => {
  const own = "\r\x1b[2K\x1b[1mname\x1b[22m\tof\nlines\x1b[33m!\x1b[39m\n";
  assert.equal(printableLines(own), own);
  assert.equal(
    printableLines("\x1b[2J\x1b[1;1H\x1b]8;;x\x07\r"),
    "\\x1b[2J\\x1b[1;1H\\x1b]8;;x\\x07\\x0d",
  );
});

Deno.test("printableReport() makes every text and key of a report printable", () => {
  const clean = { a: ["x", 1, null], b: { c: true } };
  assert.equal(printableReport(clean), clean);
  const report = {
    path: ATTACK,
    layers: [{ name: ATTACK, scores: [0.5] }],
    perLayer: { [ATTACK]: 3 },
  };
  const shown = printable(ATTACK);
  assert.deepEqual(printableReport(report), {
    path: shown,
    layers: [{ name: shown, scores: [0.5] }],
    perLayer: { [shown]: 3 },
  });
});

Deno.test("toJson() writes what is not printable as escapes that mean the same", () => {
  const text = toJson({ [ATTACK]: ATTACK });
  assert.doesNotMatch(text, RAW);
  assert.deepEqual(JSON.parse(text), { [ATTACK]: ATTACK });
});

Deno.test("errors and messages are printable, and errors not endless", () => {
  const line = described(new InputError(`Cannot read ${ATTACK}: ${"x".repeat(1e6)}`));
  assert.doesNotMatch(line, RAW);
  assert.ok(line.length < 2500 && !line.includes("\n"));
  const lines: string[] = [];
  const log = new Log({ quiet: false, verbose: true }, (line) => lines.push(line));
  log.info(ATTACK);
  log.warn(ATTACK);
  log.detail(ATTACK);
  for (const line of lines) assert.ok(!RAW.test(line) && !line.includes("\n"), line);
});

Deno.test("repr rank and inspect show a file of hostile names, in a path of one, without a raw control character", async () => {
  using folder = new Folder();
  const path = join(folder.path, "evil\x1b[31m\u202e.safetensors");
  const names = ["conv1", `${ATTACK}1`, `${ATTACK}2`];
  const header = Object.fromEntries(names.map((name, i) => [
    `${name}.weight`,
    { dtype: "F32", shape: [4, 1, 2, 2], data_offsets: [64 * i, 64 * i + 64] },
  ]));
  const values = Float32Array.from({ length: 48 }, (_, i) => Math.sin(i * i));
  await Deno.writeFile(path, safetensorsFile(header, new Uint8Array(values.buffer)));
  const calls = [
    ["rank", path],
    ["rank", path, "--json"],
    ["inspect", path],
    ["inspect", path, "--json"],
    ["inspect", path, path],
    ["rank", `${path}\x07`],
    ["rank", path, "--layers", "\x1b[2J"],
    ["evaluate", path],
    [`ra\x1b[2Jnk`],
  ];
  for (const call of calls) {
    const { stdout, stderr } = await repr(call);
    assert.ok(!RAW.test(stdout) && !RAW.test(stderr), JSON.stringify([call, stdout, stderr]));
  }
  assert.match((await repr(["rank", path])).stdout, /evil\\x1b\[31m\\u202e/);
});
