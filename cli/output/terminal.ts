/**
 * Stdout for results, stderr for everything else.
 *
 * @module
 */
import picocolors from "picocolors";
import { messageOf } from "../../src/errors.ts";

/** Functions that color text, or leave it as it is. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** Writes a result to stdout. */
export function printResult(text: string): void {
  printOn(Deno.stdout, text);
}

/** Writes a line to stderr. */
export function printAside(line: string): void {
  printOn(Deno.stderr, `${line}\n`);
}

/** Colors for one of the two streams: only on a terminal, and never with `NO_COLOR`. */
export function colorsOf(stream: "stdout" | "stderr"): Colors {
  return picocolors.createColors(!Deno.noColor && Deno[stream].isTerminal());
}

/**
 * Sends what libraries say with `console.log` and the like to stderr, so that stdout holds results only.
 *
 * @param quiet Leaves out all but errors.
 */
export function quietenLibraries(quiet: boolean): void {
  const aside = (...parts: unknown[]) => printAside(parts.map(String).join(" "));
  const say = quiet ? () => {} : aside;
  Object.assign(globalThis.console, { log: say, info: say, debug: say, warn: say, error: aside });
}

/** Something that takes bytes: stdout or stderr. */
export interface Stream {
  writeSync(bytes: Uint8Array): number;
}

/** Writes text whole. A reader that has gone away (`repr … | head`) is no error of ours. */
export function printOn(stream: Stream, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let written = 0; written < bytes.length;) {
      written += stream.writeSync(bytes.subarray(written));
    }
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return;
    throw new Error(`Cannot write the output: ${messageOf(error)}`, { cause: error });
  }
}

/** Where progress moves. */
export interface Screen {
  /** Whether a line can be overwritten. */
  readonly terminal: boolean;
  /** Width in columns, asked each time: windows are resized. */
  columns(): number;
  write(text: string): void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** Stderr as a screen. */
export function screen(): Screen {
  return {
    terminal: Deno.stderr.isTerminal(),
    columns: () => {
      try {
        return Deno.consoleSize().columns;
      } catch {
        return 80;
      }
    },
    write: (text) => printOn(Deno.stderr, text),
    now: () => performance.now(),
  };
}
