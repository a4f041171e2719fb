import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import picocolors from "picocolors";
import { evaluateTable } from "../../../cli/evaluate/table.ts";
import { EVALUATE_REPORT } from "../../report/examples.ts";

const PLAIN = picocolors.createColors(false);

Deno.test("the table of evaluate shows a dash for a class without images", () => {
  assert.match(evaluateTable(EVALUATE_REPORT, PLAIN), /^ring +0 +–$/m);
});

Deno.test("the table of evaluate in color has the same text", () => {
  const text = stripVTControlCharacters(
    evaluateTable(EVALUATE_REPORT, picocolors.createColors(true)),
  );
  assert.equal(text, evaluateTable(EVALUATE_REPORT, PLAIN));
});
