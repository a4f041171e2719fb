/** A headless Chromium, where there is one. */

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The browser's command; null if this machine has none (apt-get install chromium). */
export const CHROMIUM: string | null = NAMES.find((name) => {
  try {
    return new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}) ?? null;

/** Opens a page and returns its document when its scripts have run. */
export async function documentOf(path: string, ...flags: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(CHROMIUM ?? "chromium", {
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--virtual-time-budget=2000",
      "--dump-dom",
      ...flags,
      `file://${path}`,
    ],
    stdout: "piped",
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}
