/**
 * A call of `repr cca`, resolved: which models or files of activations, and which images.
 *
 * @module
 */
import { InputError } from "../../src/errors.ts";
import { CCA_OPTIONS } from "./options.ts";
import { layerPattern } from "../options/layer_options.ts";
import { resolveCall, type Resolved } from "../options/resolve.ts";
import { checkMeanAndStd, type ModelPath, modelPath, optionsOfRun } from "../options/model_path.ts";

/** What is compared. */
export type CcaSubject =
  | { readonly kind: "activations"; readonly paths: readonly string[] }
  | {
    readonly kind: "models";
    readonly models: readonly ModelPath[];
    /** The dataset's name. */
    readonly data: string;
  };

/** A resolved call of `repr cca`. */
export interface CcaCall {
  readonly subject: CcaSubject;
  /** Which layers; all if it is undefined. */
  readonly layers: RegExp | undefined;
  readonly resolved: Resolved<typeof CCA_OPTIONS>;
}

/**
 * Resolves a call: flag > environment > `--config` > the first run's own configuration > default.
 *
 * @param paths One or two models; with `--activations` the second file, if any.
 * @throws {InputError} If there is no such model, or a value is wrong or missing.
 */
export async function resolveCca(
  paths: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  variable: (name: string) => string | undefined,
): Promise<CcaCall> {
  const given = await resolveCall(CCA_OPTIONS, flags, variable);
  const { activations } = given.values;
  const files = activations === null ? [...paths] : [activations, ...paths];
  if (files.length === 0 || files.length > 2) {
    throw new InputError(
      `repr cca compares one or two ${
        activations === null ? "models" : "files of activations"
      }, found ${files.length === 0 ? "none (give a model, or --activations FILE)" : files.length}`,
    );
  }
  if (activations !== null) {
    const { layers } = layerPattern(given.values.layers);
    return { subject: { kind: "activations", paths: files }, layers, resolved: given };
  }
  const { checkpoint } = given.values;
  const models = await Promise.all(files.map((path) => modelPath(path, checkpoint)));
  const own = await optionsOfRun(
    models[0]?.run ?? null,
    Object.keys(CCA_OPTIONS),
    given.values.data !== null,
  );
  const resolved = await resolveCall(CCA_OPTIONS, flags, variable, [own]);
  const { data, layers } = resolved.values;
  if (data === null) {
    throw new InputError(
      `Cannot compare ${
        files[0]
      }: it is not part of a run that knows its data (give --data shapes, cifar10, cifar100 or a folder)`,
    );
  }
  checkMeanAndStd(resolved.values);
  return {
    subject: { kind: "models", models, data },
    layers: layerPattern(layers).layers,
    resolved,
  };
}
