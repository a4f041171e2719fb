import assert from "node:assert/strict";
import { displayWidth, table } from "../../../cli/output/table.ts";

const RED = "\x1b[31mred\x1b[39m";

Deno.test("table() aligns columns two spaces apart, without spaces at the ends of lines", () => {
  const rows = [["conv1", "3"], ["a", "12"], ["", ""]];
  assert.equal(
    table(rows, { head: ["layer", "n"], align: "lr" }),
    "layer   n\nconv1   3\na      12\n\n",
  );
  assert.equal(table([["a", "b"], ["ccc", "d"]], { align: "ll" }), "a    b\nccc  d\n");
  assert.equal(table([], { align: "l" }), "");
});

Deno.test("table() does not count colors, and counts wide characters twice", () => {
  assert.equal(table([[RED, "1"], ["abcd", "2"]], { align: "rr" }), ` ${RED}  1\nabcd  2\n`);
  for (
    const [text, width] of [
      [RED, 3],
      ["", 0],
      ["…conv", 5],
      ["畳み込み", 8],
      ["e\u0301", 1],
      ["–", 1],
      ["한글", 4],
    ] as const
  ) assert.equal(displayWidth(text), width, text);
});

Deno.test("table() of ten times as many rows takes about ten times as long, not a hundred times", () => {
  const seconds = (count: number) => {
    const rows = Array.from({ length: count }, (_, i) => [`layer${i}…`, String(i), "0.5", "–"]);
    const start = performance.now();
    table(rows, { align: "lrrr" });
    return performance.now() - start;
  };
  seconds(1000);
  const small = Math.min(seconds(2000), seconds(2000), seconds(2000));
  const large = Math.min(seconds(20_000), seconds(20_000), seconds(20_000));
  assert.ok(large < 40 * Math.max(small, 0.5), `${small} ms, then ${large} ms`);
});
