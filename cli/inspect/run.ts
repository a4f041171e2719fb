/**
 * What `repr inspect` does once its call is understood.
 *
 * @module
 */
import { chosenLayers, emptyLayerWarnings } from "../../src/audit/choose_layers.ts";
import { compareLayers } from "../../src/audit/compare_checkpoints.ts";
import { inspectLayer, type LayerInspection } from "../../src/audit/inspect_layer.ts";
import { modelSize } from "../../src/audit/model_facts.ts";
import { type ModelFile, openModelFile } from "../../src/checkpoint/mod.ts";
import { InputError } from "../../src/errors.ts";
import type { Comparison, InspectedLayer, InspectReport } from "../../src/report/inspect.ts";
import { ThresholdError } from "../output/errors.ts";
import { INSPECT_OPTIONS } from "./options.ts";
import { inspectTable } from "./table.ts";
import { layerFacts } from "../rank/layer_facts.ts";
import { Log } from "../output/log.ts";
import type { Values } from "../options/options.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { plainOptions } from "../options/print_config.ts";
import { layerPattern } from "../rank/resolve_audit.ts";
import type { Resolved } from "../options/resolve.ts";
import { TOOL } from "../version.ts";

type InspectValues = Values<typeof INSPECT_OPTIONS>;

/**
 * Inspects a model, and hands the report over.
 *
 * @param path A model file, or a folder with one.
 * @param other Another model to compare with.
 * @throws {ThresholdError} If a threshold is crossed, after the report.
 */
export async function runInspect(
  path: string,
  other: string | undefined,
  resolved: Resolved<typeof INSPECT_OPTIONS>,
): Promise<void> {
  const { values } = resolved;
  await checkOutput(values);
  using checkpoint = await openModelFile(path);
  const inspections = inspected(path, checkpoint, values);
  const warnings = [
    ...emptyLayerWarnings(checkpoint.layers),
    ...inspections.flatMap(brokenWarning),
  ];
  const log = new Log(values);
  for (const warning of warnings) log.warn(warning);
  const failures = crossed(inspections, values);
  const report: InspectReport = {
    kind: "inspect",
    version: 1,
    tool: TOOL,
    options: plainOptions(INSPECT_OPTIONS, resolved),
    model: modelSize(path, checkpoint),
    orthoSum: inspections.reduce((sum, { orthoSum }) => sum + orthoSum, 0),
    layers: inspections.map(reported),
    comparison: other === undefined ? null : await comparison([path, other], inspections, values),
    failures,
    warnings,
  };
  await deliver(report, inspectTable, values);
  if (failures.length > 0) throw new ThresholdError(failures.join("; "));
}

function inspected(path: string, checkpoint: ModelFile, values: InspectValues): LayerInspection[] {
  const { dense, duplicateAbove, deadBelow } = values;
  const pattern = layerPattern(values.layers);
  const all = checkpoint.layers;
  const layers = chosenLayers(all, {
    dense,
    ...(pattern === undefined ? {} : { layers: pattern }),
  });
  if (layers.length === 0) {
    const there = all.slice(0, 5).map(({ name }) => name).join(", ");
    throw new InputError(
      `Cannot inspect ${path}: found no convolution${
        pattern === undefined ? "" : ` whose name matches ${pattern.source}`
      } among its ${checkpoint.tensors.length} tensors${
        there === "" ? "" : ` (layers are ${there}, …; dense ones need --dense)`
      }`,
    );
  }
  return layers.map((layer) => inspectLayer(layer, { duplicateAbove, deadBelow }));
}

async function comparison(
  paths: readonly [string, string],
  inspections: readonly LayerInspection[],
  values: InspectValues,
): Promise<Comparison> {
  using other = await openModelFile(paths[1]);
  const layers = compareLayers(inspections, inspected(paths[1], other, values), paths);
  return {
    model: modelSize(paths[1], other),
    layers: layers.map(({ mostTurned, orthoSum, rank, ...rest }) => ({
      ...rest,
      mostTurned: { ...mostTurned },
      orthoSum: [...orthoSum],
      rank: [...rank],
    })),
  };
}

function reported(inspection: LayerInspection): InspectedLayer {
  const { layer, deadFilters, brokenFilters, duplicates, kernelNorms, ...numbers } = inspection;
  return {
    ...layerFacts(layer),
    ...numbers,
    deadFilters: [...deadFilters],
    brokenFilters: [...brokenFilters],
    duplicates: duplicates.map(({ filters, cosine }) => ({ filters: [...filters], cosine })),
    kernelNorms: [...kernelNorms],
  };
}

function brokenWarning({ layer, brokenFilters }: LayerInspection): string[] {
  if (brokenFilters.length === 0) return [];
  return [
    `layer ${layer.name} (tensor ${layer.tensor.name}) has NaN or infinity in filter ${
      brokenFilters.slice(0, 8).join(", ")
    }${brokenFilters.length > 8 ? ", …" : ""}: counted as zero`,
  ];
}

/** One sentence for each threshold that is crossed. */
function crossed(
  inspections: readonly LayerInspection[],
  { failOrthoAbove, failDead }: InspectValues,
): string[] {
  const failures: string[] = [];
  if (failOrthoAbove !== null) {
    const over = inspections.filter(({ orthoSum, layer }) =>
      orthoSum / layer.filters > failOrthoAbove
    );
    const names = over.map(({ orthoSum, layer }) =>
      `${layer.name} ${(orthoSum / layer.filters).toPrecision(3)}`
    );
    if (over.length > 0) {
      failures.push(
        `mean overlap is above --fail-ortho-above ${failOrthoAbove} in ${listed(names)}`,
      );
    }
  }
  if (failDead) {
    const dead = inspections.filter(({ deadFilters }) => deadFilters.length > 0);
    const names = dead.map(({ deadFilters, layer }) => `${layer.name} ${deadFilters.length}`);
    if (dead.length > 0) failures.push(`found dead filters (--fail-dead) in ${listed(names)}`);
  }
  return failures;
}

function listed(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(", ")
    : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more layers`;
}
