/**
 * Opens the model that a JSON file describes: a TensorFlow.js model, or the index of a model's shards.
 *
 * @module
 */
import { isObject, parseJsonObject } from "../encoding/json.ts";
import type { ByteSource } from "../files/byte_source.ts";
import type { ModelContents, OpenModelFileOptions } from "./model_file.ts";

/** Topologies of thousands of layers take some ten megabytes. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Opens the model that a JSON file describes.
 *
 * @param readShard Reads one shard of a model in several files.
 * @param options How the tensors of a model in several files are read.
 * @throws {InputError} If it does not describe a model.
 */
export async function openJson(
  source: ByteSource,
  readShard: (shard: ByteSource) => Promise<ModelContents>,
  options: OpenModelFileOptions,
): Promise<ModelContents> {
  if (source.size > LARGEST) throw source.fail("it begins like JSON but is too large for that");
  const json = parseJsonObject(source, source.read(0, source.size), "it");
  if (isObject(json["weight_map"])) {
    const { openShards } = await import("./open_shards.ts");
    return await openShards(source, json["weight_map"], readShard, options);
  }
  if (Array.isArray(json["weightsManifest"])) {
    const { openTfjs } = await import("./tfjs/open_tfjs.ts");
    return openTfjs(source, json);
  }
  throw source.fail(
    "it is JSON without a weightsManifest or weight_map, expected TensorFlow.js' model.json or the index of a model's shards",
  );
}
