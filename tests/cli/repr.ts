import { join } from "node:path";

/** What a call gave. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a call is made. */
export interface CallOptions {
  /** Environment variables besides the test's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory. */
  readonly cwd?: string;
}

const ROOT = join(import.meta.dirname ?? ".", "..", "..");

/** The command that runs the program in a process of its own, without messages of Deno itself. */
export function command(
  args: readonly string[],
  { env = {}, cwd = ROOT }: CallOptions = {},
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", join(ROOT, "cli", "main.ts"), ...args],
    env: { NO_COLOR: "1", ...env },
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the program to its end. */
export async function repr(args: readonly string[], options: CallOptions = {}): Promise<Outcome> {
  const { code, stdout, stderr } = await command(args, options).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { status: code, stdout: text(stdout), stderr: text(stderr) };
}
