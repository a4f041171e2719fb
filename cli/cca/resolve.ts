/**
 * A call of `repr cca`, resolved: which models or files of activations, and which images.
 *
 * @module
 */
import { InputError } from "../../src/errors.ts";
import { modelSource } from "../../src/runs/model_source.ts";
import { layerPattern } from "../options/layer_options.ts";
import { checkMeanAndStd, optionsOfRun } from "../options/options_of_run.ts";
import { resolveCall, type Resolved } from "../options/resolve.ts";
import { CCA_OPTIONS } from "./options.ts";

/** What is compared. */
export interface CcaSubject {
  /** Models, or files of activations. */
  readonly kind: "models" | "activations";
  /** One or two. */
  readonly paths: readonly string[];
  /** The dataset's name, for models. */
  readonly data: string;
}

/** A resolved call of `repr cca`. */
export interface CcaCall {
  readonly subject: CcaSubject;
  /** Which layers, to be spread into options of the library. */
  readonly layers: { readonly layers?: RegExp };
  readonly resolved: Resolved<typeof CCA_OPTIONS>;
}

/**
 * Resolves a call: flag > environment > `--config` > the first run's own configuration > default.
 *
 * @param args One or two models; with `--activations` the second file, if any.
 * @param flags Commander's options.
 * @param variable Looks an environment variable up.
 * @throws {InputError} If there is no such model, or a value is wrong or missing.
 */
export async function resolveCca(
  args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  variable: (name: string) => string | undefined,
): Promise<CcaCall> {
  const given = await resolveCall(CCA_OPTIONS, flags, variable);
  const { activations } = given.values;
  const paths = activations === null ? [...args] : [activations, ...args];
  if (paths.length === 0 || paths.length > 2) {
    throw new InputError(
      `repr cca compares one or two ${
        activations === null ? "models" : "files of activations"
      }, found ${paths.length === 0 ? "none (give a model, or --activations FILE)" : paths.length}`,
    );
  }
  if (activations !== null) {
    const layers = layerPattern(given.values.layers);
    return { subject: { kind: "activations", paths, data: "" }, layers, resolved: given };
  }
  const [first] = await Promise.all(paths.map((path) => modelSource(path)));
  const own = await optionsOfRun(
    first?.run ?? null,
    Object.keys(CCA_OPTIONS),
    given.values.data !== null,
  );
  const resolved = await resolveCall(CCA_OPTIONS, flags, variable, [own]);
  const { data, layers } = resolved.values;
  if (data === null) {
    throw new InputError(
      `Cannot compare ${
        paths[0]
      }: it does not belong to a run, which would name its data (give --data shapes, cifar10, cifar100 or a folder)`,
    );
  }
  checkMeanAndStd(resolved.values);
  return { subject: { kind: "models", paths, data }, layers: layerPattern(layers), resolved };
}
