/**
 * Tells what a JSON file stands for: a TensorFlow.js model, or the index of a model's shards.
 *
 * @module
 */
import type { ByteSource } from "../files/byte_source.ts";
import type { Checkpoint } from "./model_file.ts";
import { isObject, parseJsonObject } from "../encoding/json_value.ts";

type Contents = Omit<Checkpoint, "path">;

/** Topologies of thousands of layers have some ten megabytes. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Opens the model that a JSON file describes.
 *
 * @param read Reads one shard.
 * @throws {InputError} If it describes none.
 */
export async function openJson(
  source: ByteSource,
  read: (shard: ByteSource) => Promise<Contents>,
): Promise<Contents> {
  if (source.size > LARGEST) throw source.fail("it begins like JSON but is too large for that");
  const json = parseJsonObject(source, source.read(0, source.size), "it");
  if (isObject(json["weight_map"])) {
    const { openShards } = await import("./open_shards.ts");
    return await openShards(source, json["weight_map"], read);
  }
  if (Array.isArray(json["weightsManifest"])) {
    const { openTfjs } = await import("./tfjs/open_tfjs.ts");
    return openTfjs(source, json);
  }
  throw source.fail(
    "it is JSON without a weightsManifest or weight_map, expected TensorFlow.js' model.json or the index of a model's shards",
  );
}
