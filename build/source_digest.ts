/**
 * The digest of a crate's sources, which the committed module carries. A test compares the two: module bytes differ
 * between compilers and checkout paths, sources do not.
 *
 * @module
 */

/** Name of the module's custom section that holds the digest. */
export const SECTION = "repr.sources";

/**
 * SHA-256 over the names and contents of all files that the module is built from.
 *
 * @param crate The crate's folder, with a slash at the end.
 * @returns Lower-case hexadecimal digits.
 */
export async function sourceDigest(crate: URL): Promise<string> {
  const names = ["Cargo.lock", "Cargo.toml", ...await sources(crate, "src")].sort();
  const parts: Uint8Array[] = [];
  for (const name of names) {
    const content = await Deno.readFile(new URL(name, crate));
    parts.push(new TextEncoder().encode(`${name}\0${content.length}\0`), content);
  }
  const digest = await crypto.subtle.digest(
    "SHA-256",
    await new Blob(parts.map(own)).arrayBuffer(),
  );
  return new Uint8Array(digest).toHex();
}

/** The digest that a module carries, if any. */
export function carriedDigest(module: WebAssembly.Module): string | undefined {
  const [section] = WebAssembly.Module.customSections(module, SECTION);
  return section && new TextDecoder().decode(section);
}

/** A module with the digest appended as a custom section. */
export function withDigest(module: Uint8Array, digest: string): Uint8Array {
  const name = new TextEncoder().encode(SECTION);
  const content = new TextEncoder().encode(digest);
  const body = [name.length, ...name, ...content]; // lengths below 128 are one byte of LEB128
  return Uint8Array.from([...module, 0, body.length, ...body]);
}

async function sources(crate: URL, folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, crate))) {
    const path = `${folder}/${name}`;
    if (isDirectory) names.push(...await sources(crate, path));
    else names.push(path);
  }
  return names;
}

function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
