/**
 * Keras 3's `.keras`: a zip archive of a configuration and a `.weights.h5`.
 *
 * @module
 */
import type { ByteSource } from "../../files/byte_source.ts";
import type { Checkpoint } from "../model_file.ts";
import { readHdf5 } from "../containers/hdf5/tree.ts";
import { parseJsonObject } from "../../encoding/json_value.ts";
import { kerasLayers } from "./keras_layers.ts";
import { numberedWeights } from "./open_keras.ts";
import { kerasUses } from "./keras_uses.ts";

/**
 * Opens the parts of a `.keras` archive.
 *
 * @throws {InputError} If one of them is damaged.
 */
export function openKerasArchive(
  config: ByteSource,
  weights: ByteSource,
): Pick<Checkpoint, "format" | "tensors" | "uses"> {
  const layers = kerasLayers(parseJsonObject(config, config.read(0, config.size), "it"));
  const found = numberedWeights(weights, readHdf5(weights), layers);
  return {
    format: "keras",
    tensors: found.map(({ tensor }) => tensor),
    uses: kerasUses(found, layers),
  };
}
