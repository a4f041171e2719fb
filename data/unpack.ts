import { basename, join } from "node:path";
import { createTarDecoder } from "modern-tar";
import { renameWhenComplete } from "../src/files/write_whole.ts";

/**
 * Unpacks some files of a `.tar.gz` archive into a new folder, all of them or none: they are written under a temporary
 * name beside it first. Only one process at a time may do so.
 *
 * @param names The files wanted, by their names without folders; others in the archive are passed over.
 * @throws {Error} If the archive is damaged or lacks one of the files.
 */
export async function unpack(
  archive: string,
  folder: string,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  await renameWhenComplete(`${folder}.part`, folder, async (temporary) => {
    await Deno.mkdir(temporary);
    const missing = new Set(names);
    const file = await Deno.open(archive);
    const entries = file.readable
      .pipeThrough(new DecompressionStream("gzip"), signal === undefined ? {} : { signal })
      .pipeThrough(createTarDecoder());
    for await (const { header, body } of entries) {
      const name = basename(header.name);
      if (header.type === "file" && missing.delete(name)) {
        await Deno.writeFile(join(temporary, name), body, { createNew: true });
      } else {
        // Not body.cancel(): in modern-tar 0.8.6 that may cancel the next file, which then never ends.
        await body.pipeTo(new WritableStream());
      }
    }
    if (missing.size > 0) throw new Error(`${archive} lacks ${[...missing].join(", ")}`);
  });
}
