/**
 * `repr rank`, after its options are resolved.
 *
 * @module
 */
import { rankModelFile } from "../../src/audit/mod.ts";
import type { RankReport } from "../../src/report/mod.ts";
import { layerPattern } from "../options/layer_options.ts";
import { withFlags } from "../options/library_names.ts";
import { modelFileOptions } from "../options/model_file_options.ts";
import type { Resolved } from "../options/resolve.ts";
import { Log } from "../output/log.ts";
import { withCounts } from "../output/repeated.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { reportOfCall } from "../output/report_of_call.ts";
import { RANK_OPTIONS } from "./options.ts";
import { rankTable } from "./table.ts";

/**
 * Ranks a model's filters, and writes the report.
 *
 * @param path A model file, or a folder with one.
 * @param resolved The options.
 */
export async function runRank(
  path: string,
  resolved: Resolved<typeof RANK_OPTIONS>,
): Promise<void> {
  const { by, prune, minFilters, rankFirst, dense, seed, orthoNormalisation, ...values } =
    resolved.values;
  const pattern = layerPattern(values.layers);
  await checkOutput(values);
  const body = await rankModelFile(path, {
    by,
    orthoNormalization: orthoNormalisation,
    seed,
    prune,
    minFilters,
    rankFirst,
    dense,
    threads: navigator.hardwareConcurrency,
    ...pattern,
    ...modelFileOptions(values),
  });
  const log = new Log(values);
  for (const warning of withCounts(body.warnings)) log.warn(withFlags(warning, RANK_OPTIONS));
  const report: RankReport = reportOfCall(body, RANK_OPTIONS, resolved);
  await deliver(
    report,
    (report, colors) => rankTable(report, colors, values.top ?? Infinity),
    values,
  );
}
