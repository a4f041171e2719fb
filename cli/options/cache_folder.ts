/**
 * The folder that keeps downloads.
 *
 * @module
 */
import { join } from "node:path";

/**
 * Folder for downloads: `REPR_CACHE`, or `repr` in the system's folder for caches.
 *
 * @param variable Looks an environment variable up.
 * @param os The operating system; this one by default.
 * @returns The path, which may not exist yet.
 */
export function cacheFolder(
  variable: (name: string) => string | undefined,
  os: typeof Deno.build.os = Deno.build.os,
): string {
  const chosen = variable("REPR_CACHE");
  if (chosen) return chosen;
  if (os === "windows") {
    return join(variable("LOCALAPPDATA") || variable("USERPROFILE") || "..", "repr");
  }
  const home = variable("HOME") || "..";
  if (os === "darwin") return join(home, "Library", "Caches", "repr");
  return join(variable("XDG_CACHE_HOME") || join(home, ".cache"), "repr");
}
