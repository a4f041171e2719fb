/**
 * What `repr evaluate` does once its call is understood.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { Batches, type Dataset } from "../../data/mod.ts";
import { InputError } from "../../src/errors.ts";
import { parametersOf } from "../../src/models/mod.ts";
import type { EvaluateReport } from "../../src/report/mod.ts";
import { classify } from "../../src/tasks/mod.ts";
import { ThresholdError } from "../output/errors.ts";
import { EVALUATE_OPTIONS } from "./options.ts";
import { evaluateTable } from "./table.ts";
import { Interrupt } from "../output/interrupt.ts";
import { Log } from "../output/log.ts";
import { modelsOnImages } from "../options/models_on_images.ts";
import { startBackend } from "../options/start_backend.ts";
import { percent } from "../output/numbers.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { plainOptions } from "../options/print_config.ts";
import type { EvaluateCall } from "./resolve.ts";
import { TOOL } from "../../src/tool.ts";

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
  const { batchSize, split } = values;
  const backend = await startBackend(values, log);
  const options = { ...values, data: call.data };
  const { models, dataset } = await modelsOnImages("evaluate", [call], options, interrupt.signal);
  const [opened] = models;
  if (opened === undefined) throw new TypeError("one model was asked for");
  const { model, normalization } = opened;
  checkOutputs(call, model, dataset);
  const chosen = dataset[split];
  const start = performance.now();
  using batches = new Batches(chosen, { batchSize, normalization, worker: false });
  const { images, loss, seen, correct } = await classify(
    model,
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
    model: { path: call.path, parameters: parametersOf(model) },
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

/** @throws {InputError} If the model does not tell these classes apart. */
function checkOutputs({ path }: EvaluateCall, model: tf.LayersModel, dataset: Dataset): void {
  const [output, ...others] = model.outputs;
  const fail = (what: string) =>
    new InputError(`Cannot evaluate ${path} on ${dataset.name}: ${what}`);
  if (output === undefined || others.length > 0) {
    throw fail(`the model has ${model.outputs.length} outputs, expected one`);
  }
  if (output.shape.at(-1) !== dataset.classes.length) {
    throw fail(
      `the model tells ${
        output.shape.at(-1)
      } classes apart, the data have ${dataset.classes.length}`,
    );
  }
}
