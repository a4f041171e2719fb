/**
 * Models in several files with an index: `{"weight_map": {tensor: file}}`.
 *
 * @module
 */
import { type ByteSource, FileSource } from "../files/byte_source.ts";
import { siblingPath } from "../files/sibling_file.ts";
import { ownValue } from "../own_value.ts";
import { KERAS_SHARDS } from "./conversions.ts";
import type { ModelContents, OpenModelFileOptions } from "./model_file.ts";
import { namedContents } from "./named_contents.ts";
import { byNaturalOrder } from "./natural_order.ts";
import type { StoredTensor } from "./stored_tensor.ts";

const MOST_SHARDS = 2000;

/**
 * Opens the shards that an index names.
 *
 * @param source The index.
 * @param weightMap The file of each tensor.
 * @param readShard Reads one shard.
 * @param options How the tensors of all shards are read.
 * @throws {InputError} If a shard is missing or damaged, or does not hold what the index says.
 */
export async function openShards(
  source: ByteSource,
  weightMap: Readonly<Record<string, unknown>>,
  readShard: (shard: ByteSource) => Promise<ModelContents>,
  options: OpenModelFileOptions,
): Promise<ModelContents> {
  const files = new Set<string>();
  for (const file of Object.values(weightMap)) {
    if (Array.isArray(file)) throw source.fail(KERAS_SHARDS);
    if (typeof file !== "string") throw source.fail("its weight_map is damaged");
    files.add(file);
  }
  if (files.size === 0) throw source.fail("its weight_map is empty");
  if (files.size > MOST_SHARDS) throw source.fail(`its weight_map names ${files.size} files`);
  using opened = new DisposableStack();
  const tensors: StoredTensor[] = [];
  let format: ModelContents["format"] | undefined;
  let furtherBytes = 0;
  for (const file of files) {
    const shard = opened.use(new FileSource(siblingPath(source, file, "its weight_map names")));
    furtherBytes += shard.size;
    const contents = await readShard(shard);
    opened.defer(() => contents.close?.());
    format ??= contents.format;
    for (const tensor of contents.tensors) {
      if (ownValue(weightMap, tensor.name) === file) tensors.push(tensor);
    }
  }
  const found = new Set(tensors.map(({ name }) => name));
  const missing = Object.keys(weightMap).find((name) => !found.has(name));
  if (missing !== undefined) {
    throw source.fail(
      `tensor "${missing}" is not in ${weightMap[missing]}, where its weight_map says it is`,
    );
  }
  tensors.sort(byNaturalOrder(({ name }) => name));
  const contents = namedContents(source, format ?? "safetensors", tensors, options, false);
  const kept = opened.move();
  return {
    ...contents,
    furtherBytes,
    close: () => kept.dispose(),
  };
}
