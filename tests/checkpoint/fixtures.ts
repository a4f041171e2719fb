/** The model files of tests/fixtures, and what NumPy says of them. */
import { join } from "node:path";

export const MODELS = join(import.meta.dirname ?? ".", "..", "fixtures", "models");

/** Facts about one layer. */
export interface ExpectedLayer {
  readonly kind: string;
  readonly filters: number;
  readonly fanIn: number;
  readonly groups: number;
  readonly scores: readonly number[];
}

/** Facts about one file. */
export interface ExpectedModel {
  readonly format: string;
  /** Trainable values, where the maker knows. */
  readonly parameters?: number;
  readonly layers: Readonly<Record<string, ExpectedLayer>>;
  /** How far scores may be off, where the file holds rounded weights. */
  readonly tolerance?: number;
  /** Whether the file holds nothing but names, so that kinds may be told wrongly. */
  readonly onlyNames?: boolean;
}

/** Facts by path within {@linkcode MODELS}. */
export const EXPECTED: Readonly<Record<string, ExpectedModel>> = JSON.parse(
  Deno.readTextFileSync(join(MODELS, "expected.json")),
);
