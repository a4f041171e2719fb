/**
 * The contents of files that store nothing but names and shapes.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { ModelContents, ModelFormat, OpenModelFileOptions } from "./model_file.ts";
import { inferUses } from "./roles/infer_uses.ts";
import type { StoredTensor } from "./stored_tensor.ts";

/** Formats that list tensors by name, and not in the model's order. */
const UNORDERED: ReadonlySet<ModelFormat> = new Set(["safetensors"]);

/**
 * The contents of a file of names and shapes.
 *
 * @param tensors In the file's order.
 * @param options How they are read. `key` names the first words of the tensors to take.
 * @param ordered Whether the order is that of the model's layers.
 * @throws {InputError} If no tensor has the key, or no layer is one of the transposed ones.
 */
export function namedContents(
  format: ModelFormat,
  tensors: readonly StoredTensor[],
  { key, transposed }: OpenModelFileOptions,
  ordered: boolean = !UNORDERED.has(format),
): ModelContents {
  const chosen = key === undefined ? tensors : startingWith(tensors, key);
  const { uses, remarks } = inferUses(chosen, { ordered, transposed });
  return { format, tensors: chosen, uses, remarks };
}

function startingWith(tensors: readonly StoredTensor[], key: string): StoredTensor[] {
  const chosen = tensors.filter(({ name }) =>
    name.startsWith(key) && /[./]/.test(name[key.length] ?? "")
  );
  if (chosen.length > 0) {
    return chosen.map((tensor) => ({ ...tensor, name: tensor.name.slice(key.length + 1) }));
  }
  const words = [...new Set(tensors.map(({ name }) => name.split(/[./]/)[0] ?? ""))];
  throw new InputError(
    `No tensor's name begins with \`key\` ${JSON.stringify(key)} (they begin with ${
      words.slice(0, 8).join(", ")
    }${words.length > 8 ? ", …" : ""})`,
    { option: "key" },
  );
}
