/**
 * What `repr evaluate` does once its call is understood.
 *
 * @module
 */
import { Batches, type Dataset, loadDataset, type Normalisation } from "../data/mod.ts";
import { useBackend } from "../src/backend/mod.ts";
import { type ReadModel, readModel } from "../src/checkpoint/mod.ts";
import { InputError } from "../src/errors.ts";
import type { EvaluateReport } from "../src/report/mod.ts";
import { classify } from "../src/training/mod.ts";
import { ThresholdError } from "./errors.ts";
import { EVALUATE_OPTIONS } from "./evaluate_options.ts";
import { evaluateTable } from "./evaluate_table.ts";
import { cacheFolder } from "./folders.ts";
import { Interrupt } from "./interrupt.ts";
import { Log } from "./log.ts";
import { counted, percent } from "./numbers.ts";
import { checkOutput, deliver } from "./output.ts";
import { plainOptions } from "./print_config.ts";
import type { EvaluateCall } from "./resolve_evaluate.ts";
import { TOOL } from "./version.ts";

/**
 * Evaluates, and hands the report over.
 *
 * @throws {ThresholdError} If the accuracy is below `--fail-below`.
 */
export async function runEvaluate(call: EvaluateCall): Promise<void> {
  const { values } = call.resolved;
  await checkOutput(values);
  const report = await evaluated(call);
  await deliver(report, evaluateTable, values);
  const { failBelow } = values;
  if (failBelow !== null && (report.accuracy ?? 0) < failBelow) {
    throw new ThresholdError(
      `accuracy ${percent(report.accuracy)} is below --fail-below ${percent(failBelow)}`,
    );
  }
}

async function evaluated(call: EvaluateCall): Promise<EvaluateReport> {
  const { values } = call.resolved;
  const log = new Log(values);
  using interrupt = new Interrupt(() => log.info("stopping; Ctrl-C again quits at once"));
  const { backend: name, device, threads, batchSize, split } = values;
  const backend = await useBackend({
    backend: name,
    device,
    ...(threads === null ? {} : { threads }),
  });
  log.info(
    `${backend.name} ${backend.version} on ${backend.device}, ${
      counted(backend.threads, "thread")
    }`,
  );
  const read = await readModel(call.file);
  const normalisation = normalisationFor(call, read);
  const dataset = await pictures(call, read, interrupt.signal);
  checkFit(call, read, dataset);
  const chosen = dataset[split];
  const start = performance.now();
  using batches = new Batches(chosen, { batchSize, normalisation, worker: false });
  const { images, loss, seen, correct } = await classify(
    read.model,
    batches.sequential(),
    chosen.shape,
    dataset.classes.length,
    interrupt.signal,
  );
  const rate = (right: number, all: number) => all === 0 ? null : right / all;
  return {
    kind: "evaluate",
    version: 1,
    tool: TOOL,
    options: plainOptions(EVALUATE_OPTIONS, call.resolved),
    model: { path: call.path, parameters: trainable(read) },
    data: { name: dataset.name, digest: dataset.digest, classes: dataset.classes.length },
    backend: { ...backend, determinism: { ...backend.determinism } },
    accuracy: rate(correct.reduce((a, b) => a + b, 0), images),
    loss: rate(loss, images),
    images,
    perClass: dataset.classes.map((name, i) => ({
      class: name,
      images: seen[i] ?? 0,
      accuracy: rate(correct[i] ?? 0, seen[i] ?? 0),
    })),
    seconds: (performance.now() - start) / 1000,
  };
}

/** Batch norm's running statistics do not count. */
function trainable({ model }: ReadModel): number {
  return model.trainableWeights.reduce((total, weight) => total + weight.read().size, 0);
}

/** How the model's pictures are normalised: as asked for, or as the run wrote it into its checkpoints. */
function normalisationFor(
  { path, resolved }: EvaluateCall,
  { metadata }: ReadModel,
): Normalisation {
  const { mean, std } = resolved.values;
  if (mean !== null && std !== null) return { mean, std };
  const { normalisation } = metadata;
  if (isNormalisation(normalisation)) return normalisation;
  throw new InputError(
    `Cannot evaluate ${path}: the model does not say how its pictures were normalised (give --mean and --std, such as --mean 0,0,0 --std 1,1,1 for pixels in [0, 1])`,
  );
}

function isNormalisation(value: unknown): value is Normalisation {
  const numbers = (list: unknown) =>
    Array.isArray(list) && list.every((item) => typeof item === "number");
  return typeof value === "object" && value !== null && "mean" in value && "std" in value &&
    numbers(value.mean) && numbers(value.std);
}

async function pictures(
  { data, resolved }: EvaluateCall,
  { model }: ReadModel,
  signal: AbortSignal,
): Promise<Dataset> {
  const { dataDir, limit, imageSize, label, seed } = resolved.values;
  const size = imageSize ?? model.inputs[0]?.shape[1] ?? null;
  return await loadDataset({
    name: data,
    cacheDir: cacheFolder((name) => Deno.env.get(name)),
    labels: label,
    seed,
    signal,
    ...(dataDir === null ? {} : { dataDir }),
    ...(limit === null ? {} : { limit }),
    ...(size === null ? {} : { imageSize: size }),
  });
}

/** @throws {InputError} If the model does not take these pictures or does not tell these classes apart. */
function checkFit({ path, resolved }: EvaluateCall, { model }: ReadModel, dataset: Dataset): void {
  const [input, ...inputs] = model.inputs;
  const [output, ...outputs] = model.outputs;
  const { shape } = dataset.test;
  const fail = (what: string) =>
    new InputError(`Cannot evaluate ${path} on ${dataset.name}: ${what}`);
  if (input === undefined || output === undefined || inputs.length + outputs.length > 0) {
    throw fail(
      `the model has ${model.inputs.length} inputs and ${model.outputs.length} outputs, expected one of each`,
    );
  }
  const taken = input.shape.slice(1);
  if (taken.length !== 3 || taken.some((side, i) => side !== null && side !== shape[i])) {
    throw fail(`the model takes pictures of ${taken.join("x")}, found ${shape.join("x")}`);
  }
  if (output.shape.at(-1) !== dataset.classes.length) {
    throw fail(
      `the model tells ${
        output.shape.at(-1)
      } classes apart, the data have ${dataset.classes.length}`,
    );
  }
  const { mean } = resolved.values;
  if (mean !== null && mean.length !== shape[2]) {
    throw fail(`--mean has ${mean.length} channels, the pictures have ${shape[2]}`);
  }
}
