/**
 * Shows the progress of `repr cca`: one line that is drawn again and again on a terminal, a new line every ten seconds elsewhere.
 *
 * @module
 */
import type { SimilarityEvent } from "../../src/similarity/mod.ts";
import type { Verbosity } from "../output/log.ts";
import { clockTime, grouped } from "../output/numbers.ts";
import { type Screen, screen } from "../output/terminal.ts";

const CLEAR_LINE = "\r\x1b[2K";
/** Milliseconds between two lines, on a terminal and elsewhere. */
const EVERY = { terminal: 100, elsewhere: 10_000 } as const;

const DOING = {
  reading: (done: string, of: string) => `${done} of ${of} images`,
  comparing: (done: string, of: string) => `comparing ${done} of ${of}`,
  permuting: (done: string, of: string) => `shuffle ${done} of ${of}`,
} as const;

/** Shows the events of one call. Dispose of it before anything else is printed. */
export class CcaProgress implements Disposable {
  readonly #screen: Screen;
  readonly #quiet: boolean;
  #drawnAt: number;
  #doing = "";
  #since = 0;
  #line = "";

  /** @param on @default stderr */
  constructor({ quiet }: Verbosity, on: Screen = screen()) {
    this.#screen = on;
    this.#quiet = quiet;
    this.#drawnAt = on.now();
  }

  /** Shows an event, unless the last one was shown just before. */
  show({ doing, done, of }: SimilarityEvent): void {
    if (this.#quiet) return;
    const { terminal } = this.#screen;
    const now = this.#screen.now();
    if (doing !== this.#doing) [this.#doing, this.#since] = [doing, now];
    if (now - this.#drawnAt < (terminal ? EVERY.terminal : EVERY.elsewhere)) return;
    this.#drawnAt = now;
    const left = done > 0 ? (now - this.#since) / 1000 * (of - done) / done : 0;
    const line = `${DOING[doing](grouped(done), grouped(of))}  ${clockTime(left)} left`;
    this.#line = line.slice(0, this.#screen.columns() - 1);
    this.#screen.write(terminal ? CLEAR_LINE + this.#line : `${line}\n`);
  }

  /** Clears the line. */
  [Symbol.dispose](): void {
    if (this.#line !== "" && this.#screen.terminal) this.#screen.write(CLEAR_LINE);
    this.#line = "";
  }
}
