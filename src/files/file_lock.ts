import { join } from "node:path";

/**
 * Waits until no other process works in a folder and keeps the others out until disposed of. Processes that end, however
 * they end, let go.
 *
 * @param signal Ends the waiting with its reason.
 */
export async function lockFolder(folder: string, signal?: AbortSignal): Promise<Disposable> {
  const file = await Deno.open(join(folder, ".lock"), { write: true, create: true });
  try {
    while (!await file.tryLock(true)) { // lock() would wait without an end
      signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  } catch (error) {
    file.close();
    throw error;
  }
  return { [Symbol.dispose]: () => file.close() };
}
