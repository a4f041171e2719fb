/**
 * Checks a shared library before it is loaded.
 *
 * @module
 */

/**
 * Why a file is not a complete 64-bit shared library for Linux, or undefined if it is.
 *
 * Loading a truncated library kills the process with SIGBUS, so this is checked first. An ELF file ends with its section
 * headers: if they are there, the file is complete.
 */
export async function elfDamage(path: string): Promise<string | undefined> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "it does not exist";
    throw error;
  }
  using open = file;
  const header = new Uint8Array(64);
  const read = await open.read(header) ?? 0;
  const isElf64 = read === 64 && header[0] === 0x7f && header[1] === 0x45 && header[2] === 0x4c &&
    header[3] === 0x46 && header[4] === 2;
  if (!isElf64) return "it is no 64-bit ELF library";
  const view = new DataView(header.buffer);
  const sections = Number(view.getBigUint64(40, true));
  const end = sections + view.getUint16(58, true) * view.getUint16(60, true);
  const { size } = await open.stat();
  return size < end ? `it has ${size} bytes but should have ${end} (truncated)` : undefined;
}
