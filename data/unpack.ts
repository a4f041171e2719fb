import { basename, join } from "node:path";
import { createTarDecoder } from "modern-tar";
import { renameWhenComplete } from "../src/files/write_atomically.ts";

/**
 * Unpacks files of a `.tar.gz` archive into a new folder, all of them or none: a folder with a temporary name is filled
 * and then renamed. Only one process at a time may unpack into a folder.
 *
 * @param archive Path of the archive.
 * @param folder Path of the new folder.
 * @param names Names of the files to unpack, without folders; other files of the archive are skipped.
 * @param signal Ends the work with its reason.
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
        // Not body.cancel(): in modern-tar 0.8.6 it may cancel the next file, whose stream then never ends.
        await body.pipeTo(new WritableStream());
      }
    }
    if (missing.size > 0) throw new Error(`${archive} lacks ${[...missing].join(", ")}`);
  });
}
