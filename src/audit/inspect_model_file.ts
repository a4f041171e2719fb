/**
 * Measures the layers of a model file, and compares two.
 *
 * @module
 */
import type { KernelLayer, ModelFile, OpenModelFileOptions } from "../checkpoint/mod.ts";
import { InputError } from "../errors.ts";
import { listed } from "../listed.ts";
import type { InspectReport, ReportBody } from "../report/mod.ts";
import { chosenLayers, emptyLayerWarnings, type LayerChoice } from "./choose_layers.ts";
import type { InspectLayerOptions } from "./inspect_layer.ts";
import { inspectLayers } from "./inspect_layers.ts";
import { layerChanges, type MeasuredLayer } from "./layer_changes.ts";
import { modelFileFacts } from "./model_file_facts.ts";
import { withModelFile } from "./with_model_file.ts";

/**
 * Options of {@linkcode inspectModelFile} and {@linkcode compareModelFiles}; those of opening a file are for models that are
 * given by their paths.
 */
export interface InspectModelFileOptions
  extends LayerChoice, InspectLayerOptions, OpenModelFileOptions {
  /** Largest number of threads; the result does not depend on it. @default {1} */
  readonly threads?: number;
}

/**
 * Measures the layers of a model file: the report of `repr inspect`.
 *
 * @param model The path of a model file or of a folder with one, or an open model file.
 * @param options The layers to look at, and which filters count as duplicates and as dead.
 * @returns The report without its `tool` and `options`; `comparison` is null, and `failures` is empty, since the thresholds
 * are the caller's.
 * @throws {InputError} If there is no model, the file is damaged, or it has none of the wanted layers.
 *
 * @example Two opposite filters, of which one can be replaced by an orthogonal one
 * ```ts
 * import assert from "node:assert/strict";
 * import { inspectModelFile } from "./mod.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * const kernel = Float32Array.of(1, 0, -2, 0); // 2 filters of 2 input channels, 1 x 1
 * const header = JSON.stringify({
 *   "conv.weight": { dtype: "F32", shape: [2, 2, 1, 1], data_offsets: [0, 16] },
 * });
 * const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
 * await Deno.writeFile(path, await new Blob([length, header, kernel]).bytes());
 *
 * const { layers: [layer] } = await inspectModelFile(path);
 * assert.equal(layer?.rank, 1);
 * assert.equal(layer?.room, 1);
 * assert.deepEqual(layer?.duplicates, [{ filters: [0, 1], cosine: -1 }]);
 * await Deno.remove(path);
 * ```
 */
export async function inspectModelFile(
  model: string | ModelFile,
  options: InspectModelFileOptions = {},
): Promise<ReportBody<InspectReport>> {
  return await withModelFile(
    model,
    async (file, path) => report(path, file, await measuredLayers(path, file, options)),
    options,
  );
}

/**
 * Measures the layers of a model file as {@linkcode inspectModelFile} does, and compares them with the layers of another
 * model file of the same architecture.
 *
 * @param model The first model: a path, or an open model file.
 * @param other The second model.
 * @param options The layers to look at, and which filters count as duplicates and as dead.
 * @returns The report on the first model without its `tool` and `options`; `comparison` says how the second one differs.
 * @throws {InputError} If there is no model, a file is damaged, the wanted layers are missing, or the architectures differ.
 *
 * @example A model has not changed since itself
 * ```ts
 * import assert from "node:assert/strict";
 * import { compareModelFiles } from "./mod.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * const header = JSON.stringify({
 *   "conv.weight": { dtype: "F32", shape: [1, 2, 1, 1], data_offsets: [0, 8] },
 * });
 * const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
 * await Deno.writeFile(path, await new Blob([length, header, Float32Array.of(3, 4)]).bytes());
 *
 * const { comparison } = await compareModelFiles(path, path);
 * assert.equal(comparison?.layers[0]?.change, 0);
 * assert.equal(comparison?.layers[0]?.meanCosine, 1);
 * await Deno.remove(path);
 * ```
 */
export async function compareModelFiles(
  model: string | ModelFile,
  other: string | ModelFile,
  options: InspectModelFileOptions = {},
): Promise<ReportBody<InspectReport>> {
  return await withModelFile(model, async (file, path) => {
    const measured = await measuredLayers(path, file, options);
    const body = report(path, file, measured);
    return await withModelFile(other, async (otherFile, otherPath) => {
      const others = await measuredLayers(otherPath, otherFile, options);
      const comparison = {
        model: modelFileFacts(otherPath, otherFile),
        layers: layerChanges(
          { path, layers: measured.layers },
          { path: otherPath, layers: others.layers },
        ),
      };
      const ofOther = warnings(otherFile, others).map((text) => `${otherPath}: ${text}`);
      return { ...body, comparison, warnings: [...body.warnings, ...ofOther] };
    }, options);
  }, options);
}

/** What was measured of a model file. */
interface Measured {
  readonly layers: readonly MeasuredLayer[];
  /** Layers that could not be measured, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

function report(path: string, file: ModelFile, measured: Measured): ReportBody<InspectReport> {
  const { layers, skipped } = measured;
  return {
    kind: "inspect",
    version: 1,
    model: modelFileFacts(path, file),
    orthoSum: layers.reduce((sum, { inspection }) => sum + inspection.orthoSum, 0),
    layers: layers.map(({ inspection }) => inspection),
    comparison: null,
    skipped: skipped.map(({ name, reason }) => ({ name, reason })),
    failures: [],
    warnings: warnings(file, measured),
  };
}

function warnings(file: ModelFile, { layers, skipped }: Measured): string[] {
  return [
    ...file.remarks,
    ...emptyLayerWarnings(file.layers),
    ...skipped.map(({ reason }) => reason),
    ...layers.flatMap(brokenWarning),
  ];
}

async function measuredLayers(
  path: string,
  file: ModelFile,
  options: InspectModelFileOptions,
): Promise<Measured> {
  const all = file.layers;
  const chosen = chosenLayers(all, options);
  if (chosen.length === 0) throw nothingToInspect(path, file, all, options);
  const { duplicateAbove, deadBelow, threads = 1 } = options;
  const found = await inspectLayers(file, chosen, {
    ...(duplicateAbove === undefined ? {} : { duplicateAbove }),
    ...(deadBelow === undefined ? {} : { deadBelow }),
  }, threads);
  const layers: MeasuredLayer[] = [];
  const skipped: { name: string; reason: string }[] = [];
  chosen.forEach((layer, index) => {
    const each = found[index];
    if (each === undefined) return;
    if ("result" in each) layers.push({ layer, inspection: each.result });
    else skipped.push({ name: layer.name, reason: each.reason });
  });
  const [first] = skipped;
  if (layers.length === 0 && first !== undefined) {
    throw new InputError(`Cannot inspect ${path}: ${first.reason}`);
  }
  return { layers, skipped };
}

function nothingToInspect(
  path: string,
  { tensors }: ModelFile,
  all: readonly KernelLayer[],
  { layers: pattern }: LayerChoice,
): InputError {
  const matching = pattern === undefined ? "" : ` whose name matches ${pattern.source}`;
  const names = all.slice(0, 5).map(({ name }) => name).join(", ");
  const hint = names === "" ? "" : ` (layers are ${names}, …; dense ones need \`dense: true\`)`;
  return new InputError(
    `Cannot inspect ${path}: found no convolution${matching} among its ${tensors.length} tensors${hint}`,
    { option: pattern === undefined ? "dense" : "layers" },
  );
}

function brokenWarning({ layer: { name, tensor }, inspection }: MeasuredLayer): string[] {
  const { brokenFilters } = inspection;
  if (brokenFilters.length === 0) return [];
  return [
    `layer ${name} (tensor ${tensor.name}) has NaN or infinity in filter ${
      listed(brokenFilters, 8)
    }: counted as zero`,
  ];
}
