/**
 * One process at a time works in a run's directory.
 *
 * @module
 */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { cannotWrite } from "../files/write_whole.ts";

/** The file that is locked; it stays, empty. */
export const LOCK_NAME = ".lock";

/**
 * Keeps other processes out of a run's directory until disposed of. A process that ends, however it ends, lets go.
 *
 * @throws {InputError} If another process has it.
 */
export async function lockRun(path: string): Promise<Disposable> {
  const file = await open(join(path, LOCK_NAME));
  try {
    if (await file.tryLock(true)) return { [Symbol.dispose]: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  throw new InputError(
    `Cannot use run directory ${path}: another process is training there (wait for it, or stop it first)`,
  );
}

async function open(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, create: true });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
