/**
 * The report of `repr evaluate` as text.
 *
 * @module
 */
import type { EvaluateReport } from "../../src/report/mod.ts";
import { counted, duration, grouped, measured, percent } from "../output/numbers.ts";
import { table } from "../output/table.ts";
import type { Colors } from "../output/terminal.ts";

/** With more classes than this, only the JSON report lists them. */
const MOST_CLASSES = 20;

/** The report as text. */
export function evaluateTable(report: EvaluateReport, colors: Colors): string {
  const { model, data, accuracy, loss, images, perClass, seconds } = report;
  const classes = perClass.length > MOST_CLASSES ? [] : perClass;
  const rows = classes.map((entry) => [
    entry.class,
    grouped(entry.images),
    percent(entry.accuracy),
  ]);
  return [
    `${colors.bold(model.path)}, ${counted(model.parameters, "parameter")}\n`,
    `${grouped(images)} images of ${data.name} in ${duration(seconds)}\n\n`,
    rows.length === 0
      ? ""
      : `${table(rows, { head: ["class", "images", "right"].map(colors.dim), align: "lrr" })}\n`,
    `accuracy ${colors.bold(percent(accuracy))}, loss ${measured(loss)}\n`,
  ].join("");
}
