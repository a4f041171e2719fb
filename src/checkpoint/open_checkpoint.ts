/**
 * Opens a model file of any known format. Readers are loaded when their format is met.
 *
 * @module
 */
import type { Checkpoint } from "./checkpoint.ts";
import { FileSource } from "./byte_source.ts";
import { inferUses } from "./infer_uses.ts";
import { sniff } from "./sniff.ts";

/**
 * Opens a model file, or the one model of a folder.
 *
 * @param path A file or a folder.
 * @throws {InputError} If there is no model, several, or one that cannot be read; nothing is read yet but its directory of
 * tensors.
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const source = new FileSource(path);
  try {
    const kind = sniff(source);
    switch (kind) {
      case "safetensors": {
        const { safetensorsTensors } = await import("./safetensors.ts");
        return named(source, kind, safetensorsTensors(source));
      }
      case "pytorch-legacy": {
        const { pytorchLegacyTensors } = await import("./pytorch_legacy.ts");
        return named(source, kind, pytorchLegacyTensors(source));
      }
    }
  } catch (error) {
    source[Symbol.dispose]();
    throw error;
  }
}

/** A checkpoint of a format that holds names and shapes only. */
function named(
  source: FileSource,
  format: Checkpoint["format"],
  tensors: Checkpoint["tensors"],
): Checkpoint {
  return {
    path: source.path,
    format,
    tensors,
    uses: inferUses(tensors),
    [Symbol.dispose]: () => source[Symbol.dispose](),
  };
}
