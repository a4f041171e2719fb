/**
 * Locks that keep other processes out of a folder. The system releases a lock when its process ends, also when it is killed.
 *
 * @module
 */

/** Name of the file that is locked on behalf of its folder; it stays there, empty. */
export const LOCK_NAME = ".lock";

/** Milliseconds between two attempts. */
const INTERVAL = 200;

/**
 * Locks a file, and waits as long as another process has it locked.
 *
 * @param path The file; created if it does not exist. Its folder must exist.
 * @param signal Ends the wait.
 * @returns The lock; disposing of it releases the file.
 * @throws {Error} If the file cannot be opened, or with the signal's reason.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * {
 *   using lock = await lockFile(path);
 *   assert.ok(lock);
 *   assert.equal(await tryLockFile(path), null);
 * }
 * using again = await tryLockFile(path);
 * assert.ok(again);
 * ```
 */
export async function lockFile(path: string, signal?: AbortSignal): Promise<Disposable> {
  for (;;) {
    const lock = await tryLockFile(path); // FsFile.lock() would wait without an end
    if (lock !== null) return lock;
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

/**
 * Locks a file unless another process has it locked.
 *
 * @param path The file; created if it does not exist. Its folder must exist.
 * @returns The lock, or null if another process has it.
 * @throws {Error} If the file cannot be opened.
 */
export async function tryLockFile(path: string): Promise<Disposable | null> {
  const file = await Deno.open(path, { write: true, create: true });
  try {
    if (await file.tryLock(true)) return { [Symbol.dispose]: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return null;
}
