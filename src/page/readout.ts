/**
 * The values of a heat map's cells, which the page shows for the cell under the pointer.
 *
 * @module
 */

/** One number for every cell. */
export interface Series {
  readonly label: string;
  /** Row after row; of a symmetric matrix only what is above the diagonal. */
  readonly values: readonly (number | null)[];
}

/** One matrix of a heat map. */
export interface Part {
  /** Name of the matrix, such as the layer's. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly symmetric: boolean;
  readonly rowNames: readonly string[] | null;
  readonly columnNames: readonly string[] | null;
  readonly series: readonly Series[];
  /** Text after the values of every cell, such as the chance level. */
  readonly note: string;
}

/** Values are stored as integers: multiples of 1 / UNIT. */
const UNIT = 10_000;
const NOTHING = -32_768;

/** The elements above the diagonal, row after row. */
export function aboveDiagonal(grid: readonly (readonly (number | null)[])[]): (number | null)[] {
  return grid.flatMap((row, i) => row.slice(i + 1));
}

/**
 * A heat map's values as JSON, packed into 16 bits each.
 *
 * @param parts One matrix, or the matrices below and above the diagonal.
 */
export function readout(parts: readonly Part[]): string {
  return JSON.stringify(parts.map((part) => ({
    ...part,
    series: part.series.map(({ label, values }) => ({ label, values: packed(values) })),
  })));
}

function packed(values: readonly (number | null)[]): string {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  values.forEach((value, i) => {
    const scaled = value === null ? NOTHING : Math.round(Math.min(3, Math.max(-3, value)) * UNIT);
    view.setInt16(2 * i, scaled, true);
  });
  return new Uint8Array(view.buffer).toBase64();
}

/** The page's script: shows the values of the cell under the pointer, or the cell that arrow keys lead to. */
export const READOUT_SCRIPT = `
"use strict";
for (const figure of document.querySelectorAll("figure[data-parts]")) {
  const parts = JSON.parse(figure.dataset.parts);
  const image = figure.querySelector("image");
  const output = figure.querySelector("output");
  const unpacked = new Map();
  const numbers = (text) => {
    let view = unpacked.get(text);
    if (view === undefined) {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      unpacked.set(text, view = new DataView(bytes.buffer));
    }
    return view;
  };
  const textOf = (value) => value === ${NOTHING} ? "none" : (value / ${UNIT}).toFixed(3);
  const show = (x, y) => {
    const part = parts.length === 1 || y >= x ? parts[0] : parts[1];
    const row = Math.min(part.rows - 1, Math.max(0, Math.floor(y * part.rows)));
    const column = Math.min(part.columns - 1, Math.max(0, Math.floor(x * part.columns)));
    const name = (names, at) => names === null ? at : names[at];
    const [a, b] = [name(part.rowNames, row), name(part.columnNames, column)];
    const cell = part.rowNames === null ? part.name + ", filters " + a + " and " + b : a + " and " + b;
    if (part.symmetric && row === column) {
      output.value = part.rowNames === null ? part.name + ", filter " + a : a;
      return;
    }
    const [i, j] = [Math.min(row, column), Math.max(row, column)];
    const at = part.symmetric
      ? i * part.columns - i * (i + 1) / 2 + j - i - 1
      : row * part.columns + column;
    const values = part.series.map(({ label, values }) =>
      label + " " + textOf(numbers(values).getInt16(2 * at, true))
    );
    output.value = cell + ": " + values.join(", ") + (part.note === "" ? "" : ", " + part.note);
  };
  let [x, y] = [0.5, 0.5];
  const point = (event) => {
    const box = image.getBoundingClientRect();
    x = (event.clientX - box.left) / box.width;
    y = (event.clientY - box.top) / box.height;
    if (x >= 0 && x < 1 && y >= 0 && y < 1) show(x, y);
  };
  figure.addEventListener("pointermove", point);
  figure.addEventListener("pointerdown", point);
  figure.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const count = Math.max(...parts.map(({ columns }) => columns));
    const centered = (at) => (Math.floor(at * count) + 0.5) / count;
    x = Math.min(0.9999, Math.max(0, centered(x) + step[0] / count));
    y = Math.min(0.9999, Math.max(0, centered(y) + step[1] / count));
    show(x, y);
  });
}
document.documentElement.dataset.ready = "yes";
`;
