/**
 * The value of each option and its source: flag > environment > configuration file > preset > default. The values of a
 * source are checked when it is read, so an error names the source that has to change.
 *
 * @module
 */
import { InputError } from "../../src/errors.ts";
import { readConfigFile } from "./config_file.ts";
import { COMMON_OPTIONS } from "./common_options.ts";
import { flagOf, type Option, type OptionTable, type Values, variableOf } from "./options.ts";
import { didYouMean } from "./suggest.ts";

/** A checked value and its source: `--epochs`, `REPR_EPOCHS`, `runs.yaml: epochs`, `preset quick`. */
export interface Sourced {
  readonly value: unknown;
  readonly source: string;
}

/** The values that one source gives, by the key of the option. */
export type Layer = ReadonlyMap<string, Sourced>;

/** The values of a table's options and their sources. */
export interface Resolved<T extends OptionTable> {
  readonly values: Values<T>;
  readonly sources: { readonly [K in keyof T]: string };
}

/**
 * Reads the flags of a call.
 *
 * @param table The command's options.
 * @param given Commander's options without defaults: a string for each option with a value, a boolean for a switch.
 * @returns The given values.
 * @throws {InputError} If a value is not what its option takes.
 */
export function flagLayer(table: OptionTable, given: Readonly<Record<string, unknown>>): Layer {
  return layer(
    Object.entries(table).map(([key, option]) => [key, option, flagOf(key), given[key]]),
  );
}

/**
 * Reads the environment variables of options. An empty one counts as not set.
 *
 * @param table The command's options.
 * @param variable Looks one up by its name.
 * @returns The given values.
 * @throws {InputError} If a value is not what its option takes.
 */
export function environmentLayer(
  table: OptionTable,
  variable: (name: string) => string | undefined,
): Layer {
  return layer(
    Object.entries(table).map(([key, option]) => {
      const name = option.variable ?? variableOf(key);
      return [key, option, name, variable(name) || undefined];
    }),
  );
}

/**
 * Checks the values of a configuration file. Keys may be written `lrSteps`, `lr-steps` or `lr_steps`.
 *
 * @param table The command's options.
 * @param path The file, named in errors.
 * @param document Its keys and values.
 * @returns The given values.
 * @throws {InputError} If a key is no option, is given twice, or has a value that its option does not take.
 */
export function fileLayer(
  table: OptionTable,
  path: string,
  document: Readonly<Record<string, unknown>>,
): Layer {
  const allowed = Object.entries(table).filter(([, option]) => option.configurable ?? true);
  const byName = new Map(allowed.map(([key, option]) => [plainName(key), { key, option }]));
  const seen = new Map<string, string>();
  return layer(
    Object.entries(document).map(([written, raw]) => {
      const entry = byName.get(plainName(written));
      if (entry === undefined) {
        const near = didYouMean(written, allowed.map(([key]) => key));
        throw new InputError(`${path}: ${written} is no option of a configuration file${near}`);
      }
      const twin = seen.get(entry.key);
      if (twin !== undefined) {
        throw new InputError(`${path}: ${twin} and ${written} are the same option, keep one`);
      }
      seen.set(entry.key, written);
      return [entry.key, entry.option, `${path}: ${written}`, raw];
    }),
  );
}

/**
 * Takes the values of a preset.
 *
 * @param name The preset's name.
 * @param values Its values by key.
 * @returns The given values.
 */
export function presetLayer(name: string, values: Readonly<Record<string, unknown>>): Layer {
  return new Map(
    Object.entries(values).map(([key, value]) => [key, { value, source: `preset ${name}` }]),
  );
}

/**
 * Chooses the value of each option: that of the first layer which gives one, or the default.
 *
 * @param table The command's options.
 * @param layers The sources, the most important first.
 * @returns Values and sources.
 */
export function resolve<T extends OptionTable>(table: T, layers: readonly Layer[]): Resolved<T> {
  const found = Object.entries(table).map(([key, option]): [string, Sourced] => {
    const given = layers.find((layer) => layer.has(key))?.get(key);
    return [key, given ?? { value: option.default, source: "default" }];
  });
  return {
    values: Object.fromEntries(found.map(([key, { value }]) => [key, value])) as Values<T>,
    sources: Object.fromEntries(
      found.map(([key, { source }]) => [key, source]),
    ) as Resolved<T>["sources"],
  };
}

/**
 * Resolves the options of a call: flags > environment > `--config` > `lower` > defaults.
 *
 * @param table The command's options.
 * @param flags Commander's options.
 * @param variable Looks an environment variable up.
 * @param lower Layers between the configuration file and the defaults.
 * @returns Values and sources.
 * @throws {InputError} If any value is wrong.
 */
export async function resolveCall<T extends OptionTable & Pick<typeof COMMON_OPTIONS, "config">>(
  table: T,
  flags: Readonly<Record<string, unknown>>,
  variable: (name: string) => string | undefined,
  lower: readonly Layer[] = [],
): Promise<Resolved<T>> {
  const near = [flagLayer(table, flags), environmentLayer(table, variable)];
  const { config } = resolve(COMMON_OPTIONS, near).values;
  const file = config === null ? [] : [fileLayer(table, config, await readConfigFile(config))];
  return resolve(table, [...near, ...file, ...lower]);
}

type Entry = [key: string, option: Option<unknown>, source: string, raw: unknown];

function layer(entries: readonly Entry[]): Layer {
  const given = entries.filter(([, , , raw]) => raw !== undefined);
  return new Map(
    given.map(([key, option, source, raw]) => [key, { value: parse(option, source, raw), source }]),
  );
}

function parse({ kind }: Option<unknown>, source: string, raw: unknown): unknown {
  const value = kind.parse(raw);
  if (value !== undefined) return value;
  const near = typeof raw === "string" ? didYouMean(raw, kind.choices ?? []) : "";
  throw new InputError(
    `${source} must be ${kind.expected}, found ${JSON.stringify(raw) ?? String(raw)}${near}`,
  );
}

function plainName(key: string): string {
  return key.replaceAll(/[-_]/g, "").toLowerCase();
}
