/**
 * What `repr rank` does once its call is understood.
 *
 * @module
 */
import { modelSize } from "../../src/audit/model_facts.ts";
import { type CheckpointRanking, rankCheckpoint } from "../../src/audit/rank_checkpoint.ts";
import { openCheckpoint } from "../../src/checkpoint/open_checkpoint.ts";
import type { RankReport } from "../../src/report/rank.ts";
import { layerFacts } from "./layer_facts.ts";
import { Log } from "../output/log.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { plainOptions } from "../options/print_config.ts";
import { RANK_OPTIONS } from "./options.ts";
import { rankTable } from "./table.ts";
import { layerPattern } from "./resolve_audit.ts";
import type { Resolved } from "../options/resolve.ts";
import { TOOL } from "../version.ts";

/**
 * Ranks a model's filters, and hands the report over.
 *
 * @param path A model file, or a folder with one.
 */
export async function runRank(
  path: string,
  resolved: Resolved<typeof RANK_OPTIONS>,
): Promise<void> {
  const { values } = resolved;
  const { by, prune, minFilters, rankFirst, dense, seed, orthoNormalisation, top } = values;
  const pattern = layerPattern(values.layers);
  await checkOutput(values);
  using checkpoint = await openCheckpoint(path);
  const result = await rankCheckpoint(checkpoint, {
    by,
    orthoNormalization: orthoNormalisation,
    seed,
    prune,
    minFilters,
    rankFirst,
    dense,
    threads: navigator.hardwareConcurrency,
    ...(pattern === undefined ? {} : { layers: pattern }),
  });
  const log = new Log(values);
  const warnings = [...result.warnings];
  for (const warning of warnings) log.warn(warning);
  const report: RankReport = {
    kind: "rank",
    version: 1,
    tool: TOOL,
    options: plainOptions(RANK_OPTIONS, resolved),
    criterion: result.criterion.name,
    redundant: result.criterion.redundant,
    model: modelSize(path, checkpoint),
    layers: reportedLayers(result),
    ranking: result.ranking.map(({ score, ...rest }) => ({ ...rest, score: finite(score) })),
    selection: {
      prune,
      count: Math.round(prune * result.ranking.length),
      perLayer: { ...result.selection.perLayer },
    },
    warnings,
  };
  await deliver(report, (report, colors) => rankTable(report, colors, top), values);
}

function reportedLayers({ layers, selection }: CheckpointRanking): RankReport["layers"] {
  const taken = Map.groupBy(selection.filters, ({ layer }) => layer);
  return layers.map(({ layer, ranked, scores, nearest }) => ({
    ...layerFacts(layer),
    ranked,
    scores: Array.from(scores, finite),
    pruned: (ranked ? taken.get(layer.name) ?? [] : [])
      .map(({ filter }) => filter).sort((a, b) => a - b),
    nearest: [...nearest],
  }));
}

function finite(score: number): number | null {
  return Number.isFinite(score) ? score : null;
}
