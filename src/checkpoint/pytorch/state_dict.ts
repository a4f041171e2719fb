/**
 * Finds the weights in what a training script saved: a dictionary of tensors, or a dictionary within it.
 *
 * @module
 */
import type { ByteSource } from "../../files/byte_source.ts";
import { itemsOf } from "../containers/pickle/values.ts";
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

const DEEPEST = 16;
/** Most objects to visit: a pickle can refer to one dictionary many times. */
const MOST_VISITS = 2_000_000;

/**
 * The tensors of the model in an unpickled object, by dotted name, in the object's order.
 *
 * @throws {InputError} If it holds none.
 */
export function stateDict(source: ByteSource, object: unknown): Map<string, TorchTensor> {
  for (const dictionary of candidates(object)) {
    const collected = new Collector(source);
    collected.add(dictionary, "", 0);
    if (collected.tensors.size > 0) return collected.tensors;
  }
  const found = object instanceof Map
    ? `a dictionary of ${[...object.keys()].slice(0, 8).map(String).join(", ") || "nothing"}`
    : object instanceof TorchTensor
    ? "a single tensor"
    : "no dictionary";
  throw source.fail(`it holds ${found}, expected a state_dict: tensors by name`);
}

/**
 * Where the weights may be: the object if it holds kernels (a loss is a tensor, too), otherwise the values at the usual
 * keys, then the object again.
 */
function* candidates(object: unknown): Generator<unknown> {
  let level = object;
  for (let depth = 0; depth < DEEPEST && level instanceof Map; depth++) {
    const map: Map<unknown, unknown> = level;
    if ([...map.values()].some(isKernel)) break;
    const key = KEYS.find((name) => isContainer(map.get(name)));
    if (key === undefined) break;
    level = map.get(key);
  }
  yield level;
  yield object;
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

  constructor(source: ByteSource) {
    this.#source = source;
  }

  add(value: unknown, name: string, depth: number): void {
    if (++this.#visits > MOST_VISITS) throw this.#source.fail("it holds too many objects");
    if (value instanceof TorchTensor) {
      if (name !== "") this.tensors.set(name, value);
      return;
    }
    if (depth > DEEPEST) return;
    const entries = value instanceof Map ? value.entries() : (itemsOf(value) ?? []).entries();
    for (const [key, inner] of entries) {
      const word = String(key);
      if (depth === 0 && NO_WEIGHTS.test(word) && !(inner instanceof TorchTensor)) continue;
      this.add(inner, name === "" ? word : `${name}.${word}`, depth + 1);
    }
  }
}
