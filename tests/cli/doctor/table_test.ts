import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import picocolors from "picocolors";
import { doctorTable } from "../../../cli/doctor/table.ts";
import { DOCTOR_REPORT } from "../../report/examples.ts";

const PLAIN = picocolors.createColors(false);

Deno.test("the table of doctor says why nothing can compute", () => {
  const text = doctorTable({ ...DOCTOR_REPORT, chosen: null, problem: "no gpu" }, PLAIN);
  assert.ok(text.includes("Cannot compute: no gpu\n"));
});

Deno.test("the table of doctor in color has the same text", () => {
  const text = stripVTControlCharacters(doctorTable(DOCTOR_REPORT, picocolors.createColors(true)));
  assert.equal(text, doctorTable(DOCTOR_REPORT, PLAIN));
});
