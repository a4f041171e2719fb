/**
 * Which CUDA libraries a TensorFlow wants.
 *
 * @module
 */

import { join } from "node:path";

/**
 * The packages that an installed `tensorflow` names for its extra `and-cuda`, with their versions.
 *
 * @param sitePackages The folder that it was installed into.
 */
export async function cudaPackages(sitePackages: string): Promise<string[]> {
  for await (const { name } of Deno.readDir(sitePackages)) {
    if (!/^tensorflow-.*\.dist-info$/.test(name)) continue;
    return parseCudaPackages(await Deno.readTextFile(join(sitePackages, name, "METADATA")));
  }
  throw new Error(`found no metadata of tensorflow in ${sitePackages}`);
}

/** The same from the text of the metadata. */
export function parseCudaPackages(metadata: string): string[] {
  const pattern = /^Requires-Dist: (nvidia-[^;\s]+)\s*; extra == ["']and-cuda["']/gm;
  return Array.from(metadata.matchAll(pattern), ([, requirement = ""]) => requirement);
}
