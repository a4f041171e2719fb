/**
 * Writes every `<kind>.schema.json` next to this file: `deno task schemas`.
 *
 * @module
 */
import { join } from "node:path";
import { SCHEMAS, schemaText } from "../src/report/schemas.ts";
import { writeAtomically } from "../src/files/write_atomically.ts";

for (const kind of Object.keys(SCHEMAS)) {
  await writeAtomically(join(import.meta.dirname ?? ".", `${kind}.schema.json`), schemaText(kind));
}
