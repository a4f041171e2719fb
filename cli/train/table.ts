/**
 * The report of `repr train` for people: 80 columns.
 *
 * @module
 */
import type { Cycle, TrainReport } from "../../src/report/mod.ts";
import { counted, duration, grouped, percent, wrapped } from "../output/numbers.ts";
import { table } from "../output/table.ts";
import type { Colors } from "../output/terminal.ts";

const WIDTH = 80;

/** The report as text. */
export function trainTable(report: TrainReport, colors: Colors): string {
  const parts = [
    header(report, colors),
    report.cycles.length === 0 ? "" : cycleTable(report.cycles, colors),
    layerTable(report, colors),
    rungTable(report.cycles),
    endTable(report, colors),
    report.warnings.map((warning) => `${wrapped(`Warning: ${warning}`, WIDTH)}\n`).join(""),
    `Run directory: ${colors.bold(report.directory)}\n`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function header({ scheme, model, data, backend }: TrainReport, colors: Colors): string {
  const title = `${
    scheme === "repr" ? "RePr" : "Standard training"
  }: ${model.name} on ${data.name}`;
  return [
    `${colors.bold(title)}\n`,
    `${counted(model.filters, "filter")}, ${counted(model.parameters, "parameter")}; `,
    `${grouped(data.train)} training, ${grouped(data.validation)} validation, ${
      grouped(data.test)
    } test images\n`,
    `${backend.name} ${backend.version} on ${backend.device}, ${
      counted(backend.threads, "thread")
    }\n`,
  ].join("");
}

function cycleTable(cycles: readonly Cycle[], colors: Colors): string {
  const rows = cycles.flatMap((cycle) => {
    const { beforePrune, afterPrune, beforeReinit, afterReinit } = cycle.accuracy;
    const pruned = [
      String(cycle.cycle),
      `pruned by ${cycle.criterion}`,
      String(cycle.prunedAtEpoch),
      String(cycle.pruned.length),
      percent(beforePrune),
      percent(afterPrune),
    ];
    const back = [
      "",
      "re-initialized",
      String(cycle.reinitializedAtEpoch ?? "–"),
      String(cycle.reinitialized.length),
      percent(beforeReinit),
      percent(afterReinit),
    ];
    return [pruned, back];
  });
  const head = ["cycle", "", "epoch", "filters", "accuracy before", "after"];
  return table(rows, { head: head.map((word) => colors.dim(word)), align: "rlrrrr" });
}

/** Filters pruned in each layer and cycle; layers that lost none are left out. */
function layerTable({ model, cycles }: TrainReport, colors: Colors): string {
  const rows = model.layers.flatMap(({ name, filters }) => {
    const counts = cycles.map(({ pruned }) => pruned.filter(({ layer }) => layer === name).length);
    return counts.some((count) => count > 0)
      ? [[name, ...counts.map(String), String(filters)]]
      : [];
  });
  if (rows.length === 0) return "";
  const head = ["pruned in", ...cycles.map(({ cycle }) => `cycle ${cycle}`), "of"];
  return table(rows, {
    head: head.map((word) => colors.dim(word)),
    align: `l${"r".repeat(cycles.length + 1)}`,
  });
}

/** How many filters were re-initialized on each rung, and their largest |cosine|. */
function rungTable(cycles: readonly Cycle[]): string {
  const all = cycles.flatMap(({ reinitialized }) => reinitialized);
  const rows = [...Map.groupBy(all, ({ rung }) => rung)].map(([rung, filters]) => {
    const cosines = filters.flatMap(({ maxCosine }) => maxCosine ?? []);
    const worst = cosines.length === 0 ? "" : `|cos| <= ${Math.max(...cosines).toPrecision(2)}`;
    return [`re-initialized ${RUNGS[rung]}`, String(filters.length), worst];
  });
  return rows.length === 0 ? "" : table(rows, { align: "lrl" });
}

const RUNGS: Readonly<Record<Cycle["reinitialized"][number]["rung"], string>> = {
  "null-space": "orthogonal to survivors and old values",
  "survivors": "orthogonal to survivors only",
  "least-covered": "along the least covered directions",
  "random": "at random",
};

function endTable(report: TrainReport, colors: Colors): string {
  const { final, best, lastFive, timing, interrupted } = report;
  const label = `${interrupted ? "interrupted after" : "after"} epoch ${final.epoch}`;
  const accuracies = table([
    ["train", percent(final.trainAccuracy), "", ""],
    [
      "validation",
      percent(final.validationAccuracy),
      percent(lastFive.validationAccuracy),
      percent(best?.validationAccuracy ?? null),
    ],
    [
      "test",
      colors.bold(percent(final.testAccuracy)),
      percent(lastFive.testAccuracy),
      percent(best?.testAccuracy ?? null),
    ],
  ], {
    head: ["accuracy", label, "last five", best === null ? "best" : `best, epoch ${best.epoch}`]
      .map((word) => colors.dim(word)),
    align: "lrrr",
  });
  const times = table([
    ["training", duration(timing.trainSeconds), `${grouped(timing.imagesPerSecond)} images/s`],
    ["evaluation", duration(timing.evaluateSeconds), ""],
    ["ranking", duration(timing.rankSeconds), ""],
    ["re-initialization", duration(timing.reinitSeconds), ""],
  ], { head: [colors.dim("time"), "", ""], align: "lrr" });
  return `${accuracies}\n${times}`;
}
