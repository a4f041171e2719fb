/**
 * Numbers as text for people.
 *
 * @module
 */
import { grouped } from "../../src/encoding/grouped.ts";

/** A fraction as a percentage, or a dash. */
export function percent(fraction: number | null): string {
  return fraction === null || !Number.isFinite(fraction) ? "–" : `${(100 * fraction).toFixed(1)} %`;
}

/** A loss or another measured number with four decimals, or a dash. */
export function measured(value: number | null): string {
  return value === null || !Number.isFinite(value) ? "–" : value.toFixed(4);
}

export { grouped };

/** A time: `850 ms`, `9.4 s`, `2:05 min`, `1:02:05 h`. */
export function duration(seconds: number): string {
  if (seconds < 0.95) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const clock = clockTime(seconds);
  return clock.length > 5 ? `${clock} h` : `${clock} min`;
}

/** A time in clock notation: `0:09`, `2:05`, `1:02:05`. */
export function clockTime(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** `1 filter`, `2 filters`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Breaks text at spaces into lines of at most so many columns; all lines but the first are indented. */
export function wrapped(text: string, columns: number, indent = "  "): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= columns || line === "") {
      line = longer;
    } else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line].join("\n");
}
