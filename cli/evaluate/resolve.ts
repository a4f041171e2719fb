/**
 * A call of `repr evaluate`, resolved: which model, and which images.
 *
 * @module
 */
import { InputError } from "../../src/errors.ts";
import { modelSource } from "../../src/runs/model_source.ts";
import { checkMeanAndStd, optionsOfRun } from "../options/options_of_run.ts";
import { resolveCall, type Resolved } from "../options/resolve.ts";
import { EVALUATE_OPTIONS } from "./options.ts";

/** A resolved call of `repr evaluate`. */
export interface EvaluateCall {
  /** The model as it was named. */
  readonly path: string;
  /** The dataset's name. */
  readonly data: string;
  readonly resolved: Resolved<typeof EVALUATE_OPTIONS>;
}

/**
 * Resolves a call: flag > environment > `--config` > the run's own configuration > default.
 *
 * @param path A run directory, a checkpoint's folder, or a `model.json`.
 * @param flags Commander's options.
 * @param variable Looks an environment variable up.
 * @throws {InputError} If there is no such model, or a value is wrong or missing.
 */
export async function resolveEvaluate(
  path: string,
  flags: Readonly<Record<string, unknown>>,
  variable: (name: string) => string | undefined,
): Promise<EvaluateCall> {
  const { run } = await modelSource(path);
  const given = await resolveCall(EVALUATE_OPTIONS, flags, variable);
  const own = await optionsOfRun(run, Object.keys(EVALUATE_OPTIONS), given.values.data !== null);
  const resolved = await resolveCall(EVALUATE_OPTIONS, flags, variable, [own]);
  const { data } = resolved.values;
  if (data === null) {
    throw new InputError(
      `Cannot evaluate ${path}: it does not belong to a run, which would name its data (give --data shapes, cifar10, cifar100 or a folder)`,
    );
  }
  checkMeanAndStd(resolved.values);
  return { path, data, resolved };
}
