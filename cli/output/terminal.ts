/**
 * The two output streams: stdout for results, stderr for everything else.
 *
 * @module
 */
import picocolors from "picocolors";
import { messageOf } from "../../src/errors.ts";
import { printableLines } from "./printable.ts";

/** Functions that color text, or return it unchanged. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** The streams that are terminals at the start; a terminal that was closed does not say that it was one. */
const terminals = new Set<Stream>([Deno.stdout, Deno.stderr].filter((s) => s.isTerminal()));

/** Writes a result to stdout. */
export function printResult(text: string): void {
  printOn(Deno.stdout, terminals.has(Deno.stdout) ? printableLines(text) : text);
}

/** Writes a line to stderr. */
export function printMessage(line: string): void {
  printOn(Deno.stderr, `${printableLines(line)}\n`);
}

/** Colors for one of the two streams; they have no effect off a terminal or with `NO_COLOR`. */
export function colorsOf(stream: "stdout" | "stderr"): Colors {
  return picocolors.createColors(!Deno.noColor && Deno[stream].isTerminal());
}

/**
 * Sends the console messages of libraries to stderr, so that stdout contains results only.
 *
 * @param quiet Prints errors only.
 */
export function sendConsoleToStderr(quiet: boolean): void {
  const aside = (...parts: unknown[]) =>
    printMessage(parts.map(String).map(printableLines).join(" "));
  const print = quiet ? () => {} : aside;
  Object.assign(globalThis.console, {
    log: print,
    info: print,
    debug: print,
    warn: print,
    error: aside,
  });
}

/** A stream that bytes can be written to: stdout or stderr. */
export interface Stream {
  writeSync(bytes: Uint8Array): number;
}

/**
 * Writes all of a text. A closed pipe is no error, so `repr … | head` works; nor is a closed terminal, so that a run goes on
 * to save its state.
 *
 * @param stream Where to write.
 * @param text What to write.
 * @throws {Error} If writing fails for another reason, such as a full disk.
 */
export function printOn(stream: Stream, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let written = 0; written < bytes.length;) {
      written += stream.writeSync(bytes.subarray(written));
    }
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EIO" && terminals.has(stream)) return;
    throw new Error(`Cannot write the output: ${messageOf(error)}`, { cause: error });
  }
}

/** An output for a progress line. */
export interface Screen {
  /** Whether a line can be overwritten. */
  readonly terminal: boolean;
  /** The current width in columns. */
  columns(): number;
  write(text: string): void;
  /** A monotonic clock in milliseconds. */
  now(): number;
}

/** Stderr as the output for a progress line. */
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
    write: (text) => printOn(Deno.stderr, printableLines(text)),
    now: () => performance.now(),
  };
}
