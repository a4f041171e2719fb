/**
 * Folders outside the working directory.
 *
 * @module
 */
import { join } from "node:path";

/**
 * Where downloads are kept: `REPR_CACHE`, else the system's own place for caches.
 *
 * @param variable Looks an environment variable up.
 * @param os The operating system. @default this one
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
