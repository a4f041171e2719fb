/**
 * What `repr cca` does once its call is understood.
 *
 * @module
 */
import { InputError } from "../src/errors.ts";
import { type CcaReport, ensureWritable, writeWhole } from "../src/report/mod.ts";
import { Rng } from "../src/rng.ts";
import { npyActivations, similarity } from "../src/similarity/mod.ts";
import { CCA_OPTIONS } from "./cca_options.ts";
import { CcaProgress } from "./cca_progress.ts";
import { ccaFindings, type NamedActivations } from "./cca_report.ts";
import { ccaTable } from "./cca_table.ts";
import { Interrupt } from "./interrupt.ts";
import { Log } from "./log.ts";
import { startBackend } from "./machine.ts";
import { modelActivations } from "./model_activations.ts";
import { modelsOnPictures } from "./models_on_pictures.ts";
import { checkOutput, deliver } from "./output.ts";
import { plainOptions } from "./print_config.ts";
import type { CcaCall, CcaSubject } from "./resolve_cca.ts";
import { TOOL } from "./version.ts";

/** Activations whose layers have names, and the facts about where they come from. */
interface Subject {
  readonly activations: NamedActivations;
  readonly facts: Pick<CcaReport, "models" | "data" | "backend">;
}

/** Compares, and hands the report and the page over. */
export async function runCca(call: CcaCall): Promise<void> {
  const { values } = call.resolved;
  await checkOutput(values);
  if (values.html !== null) await ensureWritable(values.html);
  const report = await compared(call);
  if (values.html !== null) {
    const { ccaPage } = await import("../src/report/page/cca_page.ts");
    await writeWhole(values.html, ccaPage(report));
  }
  await deliver(report, (report, colors) => ccaTable(report, colors, values.top), values);
}

async function compared(call: CcaCall): Promise<CcaReport> {
  const { values } = call.resolved;
  const start = performance.now();
  const log = new Log(values);
  using interrupt = new Interrupt(() => log.info("stopping; Ctrl-C again quits at once"));
  const { signal } = interrupt;
  const { activations, facts } = call.subject.kind === "activations"
    ? ofFiles(call.subject.paths, call.layers)
    : await ofModels(call, call.subject, log, signal);
  const second = activations.layers.findIndex(({ model }) => model === 2);
  const { pool, between, variance, tolerance, redundantAbove, permutations, seed, threads } =
    values;
  const found = await (async () => {
    using progress = new CcaProgress(values);
    return await similarity(activations, {
      pool,
      between,
      ...(second < 0 ? {} : { split: second }),
      variance,
      tolerance,
      redundantAbove,
      permutations,
      rng: new Rng(seed),
      ...(threads === null ? {} : { threads }),
      signal,
      progress: (event) => progress.show(event),
    });
  })();
  const findings = ccaFindings(activations, found);
  for (const warning of findings.warnings) log.warn(warning);
  return {
    kind: "cca",
    version: 1,
    tool: TOOL,
    options: plainOptions(CCA_OPTIONS, call.resolved),
    method: values.method,
    ...facts,
    tolerance,
    ...findings,
    seconds: (performance.now() - start) / 1000,
  };
}

function ofFiles(paths: readonly string[], pattern: RegExp | undefined): Subject {
  const chosen = paths.filter((path) => pattern?.test(path) ?? true);
  if (chosen.length === 0) {
    throw new InputError(`Cannot compare ${paths.join(" and ")}: none matches --layers`);
  }
  const activations = npyActivations(chosen);
  const layers = activations.layers.map((layer, place) => ({
    ...layer,
    model: place + 1,
    activation: null,
  }));
  return {
    activations: { ...activations, layers },
    facts: {
      models: chosen.map((path) => ({ path, kind: "activations" })),
      data: null,
      backend: null,
    },
  };
}

async function ofModels(
  { layers, resolved: { values } }: CcaCall,
  { models: named, data }: Extract<CcaSubject, { kind: "models" }>,
  log: Log,
  signal: AbortSignal,
): Promise<Subject> {
  const { split, images, batchSize, seed } = values;
  const backend = await startBackend(values, log);
  const { models, dataset } = await modelsOnPictures("compare", named, { ...values, data }, signal);
  const pictures = dataset[split];
  if (pictures.count < 2 || (images ?? 0) > pictures.count) {
    throw new InputError(
      `Cannot compare ${named[0]?.path} on ${
        images ?? pictures.count
      } pictures: the ${split} part of ${dataset.name} has ${pictures.count}, expected at least ${
        images ?? 2
      } (lower --images)`,
    );
  }
  const order = new Rng(seed).split("images").permutation(pictures.count);
  const indices = order.slice(0, images ?? pictures.count).sort();
  const activations = await modelActivations(models, pictures, { layers, indices, batchSize });
  return {
    activations,
    facts: {
      models: models.map(({ path }) => ({ path, kind: "model" })),
      data: { name: dataset.name, digest: dataset.digest, split },
      backend,
    },
  };
}
