/**
 * The contents of files that store nothing but names and shapes.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { listed } from "../listed.ts";
import type { ByteSource } from "../files/byte_source.ts";
import type { ModelContents, ModelFormat, OpenModelFileOptions } from "./model_file.ts";
import { inferUses } from "./roles/infer_uses.ts";
import type { TensorUse } from "./roles/tensor_use.ts";
import type { StoredTensor } from "./stored_tensor.ts";

/** Formats that list tensors by name, and not in the model's order. */
const UNORDERED: ReadonlySet<ModelFormat> = new Set(["safetensors"]);

const MOST_NAMES = 8;

/**
 * The contents of a file of names and shapes.
 *
 * @param source The file, for errors.
 * @param tensors In the file's order.
 * @param options How they are read. `key` names the first words of the tensors to take.
 * @param ordered Whether the order is that of the model's layers.
 * @throws {InputError} If no tensor has the key, or no layer is one of the transposed ones.
 */
export function namedContents(
  { path }: ByteSource,
  format: ModelFormat,
  tensors: readonly StoredTensor[],
  { key, transposed }: OpenModelFileOptions,
  ordered: boolean = !UNORDERED.has(format),
): ModelContents {
  const chosen = key === undefined ? tensors : startingWith(path, tensors, key);
  const { uses, remarks } = inferUses(chosen, { ordered, transposed });
  if (transposed !== undefined) checkPattern(path, chosen, uses, transposed);
  return { format, tensors: chosen, uses, remarks };
}

function startingWith(path: string, tensors: readonly StoredTensor[], key: string): StoredTensor[] {
  const chosen = tensors.filter(({ name }) =>
    name.startsWith(key) && /[./]/.test(name[key.length] ?? "")
  );
  if (chosen.length > 0) {
    return chosen.map((tensor) => ({ ...tensor, name: tensor.name.slice(key.length + 1) }));
  }
  const words = new Set(tensors.map(({ name }) => name.split(/[./]/)[0] ?? ""));
  throw new InputError(
    `Cannot read ${path}: no tensor's name begins with \`key\` ${
      JSON.stringify(key)
    } (they begin with ${listed([...words], MOST_NAMES)})`,
    { option: "key" },
  );
}

/** @throws {InputError} If no convolution has a name that the pattern of transposed ones matches. */
function checkPattern(
  path: string,
  tensors: readonly StoredTensor[],
  uses: ReadonlyMap<string, TensorUse>,
  transposed: RegExp,
): void {
  const names = tensors.flatMap(({ name, shape }) => {
    const use = uses.get(name);
    return use?.op === "kernel" && shape.length > 2 ? [use.layer] : [];
  });
  if (names.some((name) => name.search(transposed) >= 0)) return;
  throw new InputError(
    `Cannot read ${path}: no convolution's name matches \`transposed\` ${transposed.source} (there are ${
      listed(names, MOST_NAMES) || "none"
    })`,
    { option: "transposed" },
  );
}
