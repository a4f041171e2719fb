/**
 * Finds the weights in what a training script saved: a dictionary of tensors, or a dictionary within it.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { listed } from "../../listed.ts";
import { itemsOf, wordOf } from "../containers/pickle/values.ts";
import { TorchTensor } from "./torch_tensor.ts";

/** Keys under which scripts save the weights, the most usual first. */
const KEYS = [
  "state_dict",
  "model_state_dict",
  "model_state",
  "model",
  "module",
  "net",
  "network",
  "weights",
  "params",
  "params_ema",
  "state_dict_ema",
  "model_ema",
  "ema_state_dict",
  "ema",
];

/** Keys of training state, which holds tensors of the same shapes as the weights. */
const NO_WEIGHTS = /^(optim|sched|scaler|lr_|criterion|loss|rng|train_|hyper|args|config)/i;

/** Words of what optimizers keep for each weight. */
const SLOT = /^(exp_avg\w*|max_exp_avg\w*|momentum_buffer|square_avg|grad_avg|acc_delta|sum)$/;

/** Most things that an optimizer keeps for one weight. */
const MOST_SLOTS = 16;

const DEEPEST = 16;
/** Most objects to visit: a pickle can refer to one dictionary many times. */
const MOST_VISITS = 2_000_000;
const MOST_NAMES = 8;

/** The weights in an unpickled object. */
export interface StateDict {
  /** By dotted name, in the object's order. */
  readonly tensors: Map<string, TorchTensor>;
  /** What users should know about the choice, one sentence each. */
  readonly remarks: readonly string[];
}

/**
 * The tensors of the model in an unpickled object.
 *
 * The object may hold several networks. Those under the usual keys are preferred; networks under other keys are read together,
 * except copies of an earlier one (moving averages). Optimizers are left out: dictionaries of `state` and `param_groups`,
 * wherever they are.
 *
 * @param key Names the dictionary to read: a key, or keys joined by dots, or the first words of the tensors' names.
 * @throws {InputError} If it holds none, or nothing has this key.
 */
export function stateDict(source: ByteSource, object: unknown, key?: string): StateDict {
  if (key !== undefined) return chosen(source, object, key);
  for (const { dictionary, remarks } of candidates(object)) {
    const { copies, said } = networksIn(dictionary);
    const collected = new Collector(source, copies);
    collected.add(dictionary, "", 0);
    if (collected.tensors.size > 0) {
      return { tensors: collected.tensors, remarks: [...remarks, ...said] };
    }
  }
  const found = object instanceof Map
    ? `a dictionary of ${listed([...object.keys()].map(textOf), MOST_NAMES) || "nothing"}`
    : object instanceof TorchTensor
    ? "a single tensor"
    : "no dictionary";
  throw source.fail(`it holds ${found}, expected a state_dict: tensors by name`);
}

/** The tensors of the dictionary that a key names, or those whose names begin with it. */
function chosen(source: ByteSource, object: unknown, key: string): StateDict {
  const dictionary = valueAt(object, key);
  const collected = new Collector(source, new Set());
  collected.add(dictionary ?? object, "", 0);
  const tensors = dictionary === undefined
    ? startingWith(collected.tensors, key)
    : collected.tensors;
  if (tensors.size === 0) {
    const map: ReadonlyMap<unknown, unknown> = object instanceof Map ? object : new Map();
    const networks = new Set([...new Set(map.values())].filter(holdsKernels));
    const keys = [...map].filter(([, value]) => networks.has(value)).map(([name]) => textOf(name));
    throw new InputError(
      `Cannot read ${source.path}: no weights under \`key\` ${JSON.stringify(key)} (found ${
        listed(keys, MOST_NAMES) || "none"
      })`,
      { option: "key" },
    );
  }
  return { tensors, remarks: [] };
}

/** What is at a key of nested dictionaries; keys may contain dots themselves. */
function valueAt(object: unknown, key: string): unknown {
  if (!(object instanceof Map)) return undefined;
  const map: Map<unknown, unknown> = object;
  if (map.has(key)) return isContainer(map.get(key)) ? map.get(key) : undefined;
  for (let at = key.indexOf("."); at >= 0; at = key.indexOf(".", at + 1)) {
    const found = valueAt(map.get(key.slice(0, at)), key.slice(at + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function startingWith(
  tensors: ReadonlyMap<string, TorchTensor>,
  key: string,
): Map<string, TorchTensor> {
  return new Map(
    Array.from(tensors).filter(([name]) => name.startsWith(`${key}.`))
      .map(([name, tensor]) => [name.slice(key.length + 1), tensor]),
  );
}

/** A dictionary that may hold the weights, and how it was chosen. */
interface Candidate {
  readonly dictionary: unknown;
  readonly remarks: readonly string[];
}

/**
 * Where the weights may be: the object if it holds kernels (a loss is a tensor, too), otherwise the values at the usual
 * keys, then the object again.
 */
function* candidates(object: unknown): Generator<Candidate> {
  const remarks: string[] = [];
  let level = object;
  for (let depth = 0; depth < DEEPEST && level instanceof Map; depth++) {
    const map: Map<unknown, unknown> = level;
    if ([...map.values()].some(isKernel)) break;
    const inside = networks(map);
    const key = KEYS.find((name) => isNetwork(map.get(name))) ??
      (inside.length > 0 ? undefined : KEYS.find((name) => isContainer(map.get(name))));
    if (key === undefined) break;
    const others = inside.map(({ name }) => name).filter((name) => name !== key);
    if (others.length > 0) {
      remarks.push(
        `read from ${JSON.stringify(key)}; the file also holds ${
          quoted(others)
        } (choose by \`key\`)`,
      );
    }
    level = map.get(key);
  }
  yield { dictionary: level, remarks };
  yield { dictionary: object, remarks: [] };
}

/** A network among the values of a dictionary. */
interface Network {
  readonly name: string;
  /** Names and shapes of its tensors. */
  readonly architecture: string;
}

function networks(map: ReadonlyMap<unknown, unknown>): Network[] {
  const architectures = new Map<unknown, string>();
  return [...map].flatMap(([key, value]) => {
    const name = wordOf(key);
    if (name === undefined || NO_WEIGHTS.test(name) || !isNetwork(value)) return [];
    const architecture = architectures.get(value) ?? architectureOf(value);
    architectures.set(value, architecture);
    return [{ name, architecture }];
  });
}

/** The keys of a dictionary's networks that copy an earlier one, and what to say of them all. */
function networksIn(dictionary: unknown): { copies: Set<string>; said: string[] } {
  const own = architectureOf(dictionary);
  const seen = new Set(own === "" ? [] : [own]);
  const [read, copies]: [Network[], Network[]] = [[], []];
  for (const network of dictionary instanceof Map ? networks(dictionary) : []) {
    (seen.has(network.architecture) ? copies : read).push(network);
    seen.add(network.architecture);
  }
  const said: string[] = [];
  if (read.length > 1) {
    said.push(
      `the file holds several networks, and all are read: ${
        quoted(read.map(({ name }) => name))
      } (choose one by \`key\`)`,
    );
  }
  if (copies.length > 0) {
    said.push(
      `${quoted(copies.map(({ name }) => name))} ${
        copies.length === 1 ? "has" : "have"
      } the tensors of another network of the file: left out (choose by \`key\`)`,
    );
  }
  return { copies: new Set(copies.map(({ name }) => name)), said };
}

/** The names and shapes of a dictionary's own tensors, or of those at a usual key of it. */
function architectureOf(value: unknown, depth = 0): string {
  if (!(value instanceof Map) || depth > DEEPEST) return "";
  const map: Map<unknown, unknown> = value;
  const own = [...map].flatMap(([name, tensor]) =>
    tensor instanceof TorchTensor ? [`${textOf(name)}: ${tensor.shape.join()}`] : []
  );
  if (own.length > 0) return own.sort().join("\n");
  const key = KEYS.find((name) => isNetwork(map.get(name)));
  return key === undefined ? "" : architectureOf(map.get(key), depth + 1);
}

/** Answers of {@linkcode isNetwork}: dictionaries of a pickle can refer to each other many times, and in circles. */
const KNOWN = new WeakMap<object, boolean>();

/** Whether a value is a network's state_dict, which has dotted names, or a dictionary with one at a usual key. */
function isNetwork(value: unknown, depth = 0): boolean {
  if (!(value instanceof Map) || depth > DEEPEST || isOptimizer(value)) return false;
  const known = KNOWN.get(value);
  if (known !== undefined) return known;
  KNOWN.set(value, false);
  const map: Map<unknown, unknown> = value;
  const is = map.entries().some(([name, inner]) => isKernel(inner) && textOf(name).includes(".")) ||
    KEYS.some((name) => isNetwork(map.get(name), depth + 1));
  KNOWN.set(value, is);
  return is;
}

/** Whether a value is an optimizer's state: `{state, param_groups}`, or the slots of each weight. */
function isOptimizer(value: unknown): boolean {
  if (!(value instanceof Map)) return false;
  const map: Map<unknown, unknown> = value;
  if (map.has("state") && map.has("param_groups")) return true;
  const [first] = map.values();
  return first instanceof Map &&
    first.keys().take(MOST_SLOTS).some((key: unknown) => SLOT.test(textOf(key)));
}

function holdsKernels(value: unknown): boolean {
  return value instanceof Map && !isOptimizer(value) &&
    (value.values().some(isKernel) || isNetwork(value));
}

/** A key as a text; keys that are neither texts nor numbers are no names. */
function textOf(key: unknown): string {
  return wordOf(key) ?? "?";
}

function quoted(names: readonly string[]): string {
  return listed(names.map((name) => JSON.stringify(name)), MOST_NAMES);
}

function isKernel(value: unknown): boolean {
  return value instanceof TorchTensor && value.shape.length > 1;
}

function isContainer(value: unknown): boolean {
  return value instanceof Map && value.size > 0;
}

class Collector {
  readonly tensors = new Map<string, TorchTensor>();
  #visits = 0;
  readonly #source: ByteSource;
  readonly #left: ReadonlySet<string>;

  /** @param left Keys of the first dictionary to leave out. */
  constructor(source: ByteSource, left: ReadonlySet<string>) {
    this.#source = source;
    this.#left = left;
  }

  add(value: unknown, name: string, depth: number): void {
    if (++this.#visits > MOST_VISITS) throw this.#source.fail("it holds too many objects");
    if (value instanceof TorchTensor) {
      if (name !== "") this.tensors.set(name, value);
      return;
    }
    if (depth > DEEPEST || isOptimizer(value)) return;
    const entries = value instanceof Map ? value.entries() : (itemsOf(value) ?? []).entries();
    for (const [key, inner] of entries) {
      const word = wordOf(key);
      if (word === undefined || (depth === 0 && this.#left.has(word))) continue;
      if (depth === 0 && NO_WEIGHTS.test(word) && !(inner instanceof TorchTensor)) continue;
      this.add(inner, name === "" ? word : `${name}.${word}`, depth + 1);
    }
  }
}
