import * as tf from "@tensorflow/tfjs";
import { readSlice, type Region, writeSlice } from "../filters/mod.ts";

/** Collects writes to slices of variables, and makes them with one read and one assignment per variable. */
export class SliceWriter {
  readonly #pending = new Map<tf.Variable, ((values: Float32Array) => void)[]>();

  /**
   * Writes to a region.
   *
   * @param variable The variable, or an optimizer's slot of it.
   * @param region Where in the variable.
   * @param rows Rows as `readSlice` returns them, or one number for every element.
   */
  write(variable: tf.Variable, region: Region, rows: Float32Array | number): void {
    this.#add(variable, (values) => writeSlice(values, region, rows));
  }

  /** Multiplies a region by a number. */
  scale(variable: tf.Variable, region: Region, factor: number): void {
    this.#add(
      variable,
      (values) => writeSlice(values, region, readSlice(values, region).map((v) => v * factor)),
    );
  }

  #add(variable: tf.Variable, edit: (values: Float32Array) => void): void {
    const edits = this.#pending.get(variable);
    if (edits === undefined) this.#pending.set(variable, [edit]);
    else edits.push(edit);
  }

  /** Makes the writes, in the order of the calls. */
  async commit(): Promise<void> {
    for (const [variable, edits] of this.#pending) {
      const values = Float32Array.from(await variable.data());
      for (const edit of edits) edit(values);
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    }
    this.#pending.clear();
  }
}
