/**
 * Shows the progress of a training run on stderr: on a terminal one line that is updated, elsewhere one line an epoch.
 *
 * @module
 */
import type { Progress } from "../../data/mod.ts";
import type { RunEvent } from "../../src/runs/mod.ts";
import type { CycleEvent } from "../../src/strategies/mod.ts";
import type { EpochResult, StepEvent } from "../../src/training/mod.ts";
import { Log, type Verbosity } from "../output/log.ts";
import { counted, duration, measured, percent } from "../output/numbers.ts";
import { doneFraction, epochOf, firstOf, phaseOf, progressLine } from "./progress_line.ts";
import { type Screen, screen } from "../output/terminal.ts";

/** How far the images are read. */
type LoadingEvent = Parameters<Progress>[0];

/** Least time between two updates of the progress line, in milliseconds. */
const REDRAW_EVERY = 100;
const CLEAR_LINE = "\r\x1b[2K";

/** Shows the events of one run. Dispose of it before anything else is printed. */
export class TrainProgress implements Disposable {
  /** Remarks; they are printed above the progress line. */
  readonly log: Log;
  readonly #screen: Screen;
  readonly #moving: boolean;
  #line = "";
  #drawnAt = -Infinity;
  #first: { readonly fraction: number; readonly at: number } | undefined;

  /** @param on @default stderr */
  constructor(verbosity: Verbosity, on: Screen = screen()) {
    this.#screen = on;
    this.#moving = on.terminal && !verbosity.quiet;
    this.log = new Log(verbosity, (line) => this.#print(line));
  }

  /** Shows what happened. */
  show(event: RunEvent): void {
    switch (event.type) {
      case "directory":
        return this.log.info(`run directory ${event.path}`);
      case "warning":
        return this.log.warn(event.message);
      case "step":
        return this.#step(event);
      case "epoch": {
        const line = epochLine(event.result, event.epochs);
        return this.#moving ? this.log.detail(line) : this.log.info(line);
      }
      default:
        return this.log.info(cycleLine(event));
    }
  }

  /** Shows how far the images are read, or downloaded: on a terminal only, except the start of a download. */
  showLoading({ what, done, total }: LoadingEvent): void {
    if (!this.#moving) {
      if (done === 0 && what.startsWith("download")) this.log.info(what);
      return;
    }
    const at = this.#screen.now();
    if (done < total && at - this.#drawnAt < REDRAW_EVERY) return;
    this.#drawnAt = at;
    const fraction = total > 0 ? `  ${percent(done / total)}` : "";
    this.#line = done < total ? `${what}${fraction}`.slice(0, this.#screen.columns() - 1) : "";
    this.#screen.write(CLEAR_LINE + this.#line);
  }

  /** Clears the progress line. */
  [Symbol.dispose](): void {
    if (this.#line !== "") this.#screen.write(CLEAR_LINE);
    this.#line = "";
  }

  #step(event: StepEvent): void {
    if (!this.#moving) return;
    const at = this.#screen.now();
    const fraction = doneFraction(event);
    this.#first ??= { fraction, at };
    if (at - this.#drawnAt < REDRAW_EVERY) return;
    const { fraction: from, at: since } = this.#first;
    const left = fraction > from ? (at - since) / 1000 * (1 - fraction) / (fraction - from) : null;
    this.#drawnAt = at;
    this.#line = progressLine(event, left, this.#screen.columns() - 1);
    this.#screen.write(CLEAR_LINE + this.#line);
  }

  #print(line: string): void {
    const clear = this.#line === "" ? "" : CLEAR_LINE;
    this.#screen.write(`${clear}${line}\n${this.#line}`);
  }
}

function epochLine(result: EpochResult, epochs: number): string {
  const { epoch, phase, cycle, trainLoss, figures: { train, validation, test }, seconds } = result;
  return [
    `epoch ${epochOf(epoch, epochs)}`,
    phaseOf(phase, cycle),
    `loss ${measured(trainLoss)}`,
    `train ${percent(firstOf(train))}`,
    `validation ${percent(firstOf(validation))}`,
    `test ${percent(firstOf(test ?? {}))}`,
    duration(seconds),
  ].join("  ");
}

function cycleLine({ type, cycle, epoch, filters, before, after }: CycleEvent): string {
  const what = type === "pruned" ? "pruned" : "re-initialized";
  return `cycle ${cycle}: ${what} ${counted(filters, "filter")} after epoch ${epoch}, accuracy ${
    percent(before)
  } -> ${percent(after)}`;
}
