/**
 * What PyTorch's names say about tensors: the module and parameter that each belongs to, and how a parameter that is stored
 * in several tensors (weight norm, spectral norm, pruning) is put together.
 *
 * @module
 */
import type { StoredTensor } from "../stored_tensor.ts";
import type { Composition } from "./compose_weight.ts";

/** Modules that `torch.compile`, FSDP and activation checkpointing put around a module. */
const WRAPPERS = /(^|\.)(?:(?:_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\.)+/g;

/** A parameter or buffer of a module. */
export interface ModuleTensor {
  /** The tensor that holds its numbers; the direction under weight norm, the values before the mask under pruning. */
  readonly tensor: StoredTensor;
  /** Path of the module that owns it, without wrappers; empty for the model itself. */
  readonly module: string;
  /** What the module calls it: `weight`, `bias`, … */
  readonly word: string;
  /** How the weights that the layer uses follow from `tensor`; null if they are `tensor`. */
  readonly composition: Composition | null;
}

/** The tensors of a file by what they belong to. */
export interface TensorParts {
  /** In the file's order. */
  readonly whole: readonly ModuleTensor[];
  /** Names of tensors that are parts of another one: true if it is trained (a weight norm's magnitude), false if not. */
  readonly parts: ReadonlyMap<string, boolean>;
}

/** A name without the modules that wrap others, such as `_orig_mod.`. */
export function unwrapped(name: string): string {
  return name.replace(WRAPPERS, "$1");
}

/** Finds the tensors that belong together. */
export function tensorParts(tensors: readonly StoredTensor[]): TensorParts {
  const pieces = tensors.map((tensor) => ({ tensor, ...pieceOf(tensor.name) }));
  const groups = Map.groupBy(pieces, ({ module, word }) => `${module}\n${word}`);
  const parts = new Map<string, boolean>();
  const composed = new Map<StoredTensor, ModuleTensor>();
  for (const group of groups.values()) {
    const [{ module, word } = { module: "", word: "" }] = group;
    if (group.some(({ piece }) => piece === "")) continue;
    const piece = (...names: string[]) => group.find((each) => names.includes(each.piece))?.tensor;
    const magnitude = piece("g", "original0");
    const original = piece("orig", "original");
    // A file may lack the magnitude; the direction has the same cosines.
    const direction = original === undefined && (magnitude !== undefined || word === "weight")
      ? piece("v", "original1")
      : undefined;
    const main = original ?? direction;
    if (main === undefined) continue;
    const [u, v] = [piece("u", "0._u"), piece("v", "0._v")];
    const mask = piece("mask", "0.mask");
    composed.set(main, {
      tensor: main,
      module,
      word,
      composition: direction !== undefined && magnitude !== undefined
        ? { by: "weight-norm", magnitude: magnitude.name }
        : mask !== undefined
        ? { by: "mask", mask: mask.name }
        : u !== undefined && v !== undefined
        ? { by: "spectral-norm", u: u.name, v: v.name }
        : null,
    });
    for (const { tensor, piece } of group) {
      if (tensor !== main) {
        parts.set(
          tensor.name,
          tensor === magnitude || !/^(u|v|mask|\d+\.(_u|_v|mask|base))$/.test(piece),
        );
      }
    }
  }
  return {
    whole: tensors.flatMap((tensor) =>
      parts.has(tensor.name) ? [] : composed.get(tensor) ?? [ownTensor(tensor)]
    ),
    parts,
  };
}

/** A tensor that is a parameter or buffer by itself. */
function ownTensor(tensor: StoredTensor): ModuleTensor {
  const [module, word] = splitName(tensor.name);
  return { tensor, module, word, composition: null };
}

/** What a name says: `conv.weight_g` may be the piece `g` of `conv`'s `weight`. */
function pieceOf(name: string): { module: string; word: string; piece: string } {
  const modern = /^(?:(.*)\.)?parametrizations\.(\w+)\.(original[01]?|\d+\..+)$/.exec(
    unwrapped(name),
  );
  if (modern !== null) {
    const [, module = "", word = "", piece = ""] = modern;
    return { module, word, piece };
  }
  const [module, last] = splitName(name);
  const [, word = last, piece = ""] = /^(.+)_(orig|g|v|u|mask)$/.exec(last) ?? [];
  return { module, word, piece };
}

/** Module and last word of a name, without TensorFlow's `:0`. */
export function splitName(name: string): [module: string, word: string] {
  const bare = unwrapped(name).replace(/:0$/, "");
  const at = bare.search(/[^./]*$/);
  return [bare.slice(0, Math.max(0, at - 1)), bare.slice(at)];
}
