/**
 * What `repr cca` does once its call is understood.
 *
 * @module
 */
import { InputError } from "../../src/errors.ts";
import { ensureWritable, writeWhole } from "../../src/files/write_whole.ts";
import type { CcaReport } from "../../src/report/mod.ts";
import { Rng } from "../../src/rng.ts";
import { npyActivations, similarity } from "../../src/similarity/mod.ts";
import { CCA_OPTIONS } from "./options.ts";
import { CcaProgress } from "./progress.ts";
import { ccaFindings, type NamedActivations } from "./report.ts";
import { ccaTable } from "./table.ts";
import { Interrupt } from "../output/interrupt.ts";
import { Log } from "../output/log.ts";
import { startBackend } from "../options/start_backend.ts";
import { modelActivations } from "./model_activations.ts";
import { modelsOnImages } from "../options/models_on_images.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { plainOptions } from "../options/print_config.ts";
import type { CcaCall, CcaSubject } from "./resolve.ts";
import { TOOL } from "../../src/tool.ts";

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
    const { ccaPage } = await import("../../src/page/cca_page.ts");
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
  const { split, images: limit, batchSize, seed } = values;
  const backend = await startBackend(values, log);
  const { models, dataset } = await modelsOnImages("compare", named, { ...values, data }, signal);
  const images = dataset[split];
  if (images.count < 2 || (limit ?? 0) > images.count) {
    throw new InputError(
      `Cannot compare ${named[0]?.path} on ${
        limit ?? images.count
      } images: the ${split} part of ${dataset.name} has ${images.count}, expected at least ${
        limit ?? 2
      } (lower --images)`,
    );
  }
  const order = new Rng(seed).split("images").permutation(images.count);
  const indices = order.slice(0, limit ?? images.count).sort();
  const activations = await modelActivations(models, images, { layers, indices, batchSize });
  return {
    activations,
    facts: {
      models: models.map(({ path }) => ({ path, kind: "model" })),
      data: { name: dataset.name, digest: dataset.digest, split },
      backend,
    },
  };
}
