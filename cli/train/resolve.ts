/**
 * A call of `repr train`, resolved and checked: what to train, on which machine, and in which directory.
 *
 * @module
 */
import { InputError } from "../../src/errors.ts";
import { readRunConfig } from "../../src/runs/read_run_config.ts";
import { type DataChoice, nestedOptions, type TrainOptions } from "../../src/runs/config.ts";
import { readConfigFile } from "../options/config_file.ts";
import { BACKEND_OPTIONS } from "../options/backend_options.ts";
import { COMMON_OPTIONS } from "../options/common_options.ts";
import type { Values } from "../options/options.ts";
import { type PresetName, PRESETS } from "./presets.ts";
import {
  environmentLayer,
  fileLayer,
  flagLayer,
  type Layer,
  presetLayer,
  resolve,
  type Resolved,
} from "../options/resolve.ts";
import { RUN_OPTIONS, TRAIN_OPTIONS, TRAINING_OPTIONS } from "./options.ts";

/** A resolved call of `repr train`. */
export interface TrainCall {
  /** How a network is trained. */
  readonly training: TrainOptions;
  /** What it is trained on. */
  readonly data: DataChoice;
  /** Backend, device and threads as they were asked for. */
  readonly machine: Values<typeof BACKEND_OPTIONS>;
  /** Output and verbosity. */
  readonly common: Values<typeof COMMON_OPTIONS>;
  /** The preset that was used, and the run's directory: a new one, a given one, or the one to continue. */
  readonly run: Values<typeof RUN_OPTIONS>;
  /** Every option with its source, for `--print-config`. */
  readonly resolved: Resolved<typeof TRAIN_OPTIONS>;
  /** Options that were given and will have no effect. */
  readonly warnings: readonly string[];
}

/**
 * Resolves a call: flag > environment > `--config` (or, with `--resume`, the run's own) > preset > default. With neither
 * data, preset nor configuration the preset is `quick`.
 *
 * @param flags Commander's options.
 * @param variable Looks an environment variable up.
 * @throws {InputError} If any value is wrong, or values contradict each other.
 */
export async function resolveTrain(
  flags: Readonly<Record<string, unknown>>,
  variable: (name: string) => string | undefined,
): Promise<TrainCall> {
  const near = [flagLayer(TRAIN_OPTIONS, flags), environmentLayer(TRAIN_OPTIONS, variable)];
  const { resume } = resolve(RUN_OPTIONS, near).values;
  const { config } = resolve(COMMON_OPTIONS, near).values;
  const layers = resume === null ? await fromStart(near, config) : await fromRun(near, resume);
  const resolved = resolve(TRAIN_OPTIONS, layers);
  checkTogether(resolved);
  const { options, data } = nestedOptions(resolve(TRAINING_OPTIONS, layers).values);
  return {
    training: options,
    data,
    machine: resolve(BACKEND_OPTIONS, layers).values,
    common: resolve(COMMON_OPTIONS, layers).values,
    run: resolve(RUN_OPTIONS, layers).values,
    resolved,
    warnings: withoutEffect(resolved),
  };
}

/** A new run. */
async function fromStart(near: readonly Layer[], config: string | null): Promise<Layer[]> {
  const file = config === null
    ? []
    : [fileLayer(TRAIN_OPTIONS, config, await readConfigFile(config))];
  const given = [...near, ...file];
  const free = config === null && !given.some((layer) => layer.has("data"));
  const asked = resolve(RUN_OPTIONS, given).values.preset;
  const preset: PresetName | null = asked ?? (free ? "quick" : null);
  return preset === null ? given : [
    ...given,
    new Map([...presetLayer(preset, { preset }), ...presetLayer(preset, PRESETS[preset])]),
  ];
}

/** The rest of an interrupted run: its own configuration, where only options that cannot change its result may differ. */
async function fromRun(near: readonly Layer[], resume: string): Promise<Layer[]> {
  for (const key of ["config", "preset", "out"]) {
    const asked = near.find((layer) => layer.has(key))?.get(key);
    if (asked !== undefined && asked.value !== null) {
      throw new InputError(
        `${asked.source} cannot be combined with --resume ${resume}: a run continues in its own directory with its own config.json`,
      );
    }
  }
  const { options } = await readRunConfig(resume);
  const file = fileLayer(TRAIN_OPTIONS, `${resume}/config.json`, options);
  for (const [key, option] of Object.entries(TRAINING_OPTIONS)) {
    const asked = near.find((layer) => layer.has(key))?.get(key);
    const was = file.get(key) ?? { value: option.default }; // an option newer than the run
    const same = JSON.stringify(asked?.value) === JSON.stringify(was.value);
    if (asked !== undefined && !same && !("resumable" in option)) {
      throw new InputError(
        `${asked.source} cannot change when a run is resumed: it was ${
          JSON.stringify(was.value)
        }, found ${
          JSON.stringify(asked.value)
        } (leave it out, or start a new run with --config ${resume}/config.json)`,
      );
    }
  }
  return [...near, file];
}

function checkTogether({ values, sources }: Resolved<typeof TRAIN_OPTIONS>): void {
  if (values.quiet && values.verbose) {
    throw new InputError(`${sources.quiet} and ${sources.verbose} contradict each other, give one`);
  }
  if (values.resume === null && values.data === "shapes" && values.dataDir !== null) {
    throw new InputError(
      `${sources.dataDir} needs data that is read from files, found --data shapes, which is built in (give --data cifar10 or cifar100)`,
    );
  }
  const ascending = values.lrSteps.every((step, i) => step > (values.lrSteps[i - 1] ?? 0));
  if (!ascending) {
    throw new InputError(
      `${sources.lrSteps} must be ascending epochs such as "30,60", found "${values.lrSteps}"`,
    );
  }
}

/** The options of `repr train` that only the strategy `repr` reads. */
const SCHEME_KEYS = [
  "s1",
  "s2",
  "cycles",
  "prune",
  "criterion",
  "orthoNormalisation",
  "rankFirst",
  "minFilters",
  "pruneOver",
  "fade",
  "gain",
  "consumers",
  "consumerScale",
] as const;

/** Options that were given although another option switches them off. */
function withoutEffect({ values, sources }: Resolved<typeof TRAIN_OPTIONS>): string[] {
  const { optimizer, lrSchedule, lrSteps, scheme, cycles, epochs, data } = values;
  const idle: (readonly [keyof typeof sources, boolean, string])[] = [
    ["momentum", optimizer === "momentum" || optimizer === "nesterov", `optimizer ${optimizer}`],
    ["lrSteps", lrSchedule === "step", `lr-schedule ${lrSchedule}`],
    ["lrFactor", lrSchedule === "step", `lr-schedule ${lrSchedule}`],
    ["lrPeriod", lrSchedule === "cyclic", `lr-schedule ${lrSchedule}`],
    ["lrAmplitude", lrSchedule === "cyclic", `lr-schedule ${lrSchedule}`],
    ...SCHEME_KEYS.map((key) => [key, scheme === "repr", `scheme ${scheme}`] as const),
    ...SCHEME_KEYS.filter((key) => key !== "cycles" && scheme === "repr").map((key) =>
      [key, cycles > 0, "cycles 0"] as const
    ),
    ["orthoNormalisation", values.criterion === "ortho", `criterion ${values.criterion}`],
    ["consumerScale", values.consumers === "redraw", `consumers ${values.consumers}`],
    ["label", data === "cifar100", `data ${data}`],
  ];
  const warnings = idle
    .filter(([key, used]) => !used && sources[key].startsWith("--"))
    .map(([key, , why]) => `${sources[key]} has no effect with ${why}`);
  const late = lrSteps.filter((epoch) => epoch >= epochs);
  if (lrSchedule === "step" && late.length > 0) {
    warnings.push(
      `the learning rate does not drop after epoch ${
        late.join(", ")
      }: the run has ${epochs} epochs ` +
        `(lrSteps are ${lrSteps.join(", ")})`,
    );
  }
  return [...new Set(warnings)];
}
