/**
 * The manifest in a TF.js `model.json`: groups of weights whose bytes follow each other in the group's files.
 *
 * @module
 */
import { basename } from "node:path";
import { isObject, objectOf } from "../../encoding/json.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { ChainSource } from "../../files/chain_source.ts";
import { siblingPath } from "../../files/sibling_file.ts";
import type { StoredTensor } from "../stored_tensor.ts";
import { manifestTensor } from "./manifest_tensor.ts";

/** An open group. */
export interface ManifestGroup {
  /** The group's weights, in the manifest's order. */
  readonly tensors: readonly StoredTensor[];
  /** The group's files. */
  readonly data: ByteSource;
  /** Bytes of its weights; the files may have more. */
  readonly bytes: number;
}

/**
 * Opens the groups of a manifest. Nothing of their files is read, but they are long enough for the weights.
 *
 * @param source The `model.json`.
 * @param manifest Its entry `weightsManifest`.
 * @param opened Gets the files.
 * @throws {InputError} If the manifest is damaged, or names files that are not beside `model.json`, are missing or too short.
 */
export function openManifest(
  source: ByteSource,
  manifest: readonly unknown[],
  opened: DisposableStack,
): ManifestGroup[] {
  const seen = new Set<string>();
  return manifest.map((group) => {
    const { paths, weights } = objectOf(group);
    if (!Array.isArray(paths) || !Array.isArray(weights)) {
      throw source.fail("its weightsManifest is damaged");
    }
    const files = paths.map((path) => siblingPath(source, path, "its weights are in"));
    for (const file of files) {
      if (seen.has(file)) throw source.fail(`its weightsManifest gives ${basename(file)} twice`);
      seen.add(file);
    }
    return openGroup(source, files, weights, opened);
  });
}

function openGroup(
  source: ByteSource,
  files: readonly string[],
  weights: readonly unknown[],
  opened: DisposableStack,
): ManifestGroup {
  const data = opened.use(new ChainSource(files));
  const tensors: StoredTensor[] = [];
  let offset = 0;
  for (const entry of weights) {
    if (!isObject(entry)) throw source.fail("its weightsManifest is damaged");
    const { tensor, bytes } = manifestTensor(source, data, offset, entry);
    tensors.push(tensor);
    offset += bytes;
  }
  return { tensors, data, bytes: offset };
}
