/**
 * The valid word that is nearest to a mistyped one, for "did you mean".
 *
 * @module
 */

/**
 * Finds the valid word that was most likely meant.
 *
 * @param word The mistyped word.
 * @param candidates The valid words.
 * @returns The nearest candidate; undefined if none is near.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(suggestion("epoch", ["epochs", "seed"]), "epochs");
 * assert.equal(suggestion("banana", ["epochs", "seed"]), undefined);
 * ```
 */
export function suggestion(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = edits(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/**
 * Ends an error's message with a suggestion.
 *
 * @param word The mistyped word.
 * @param candidates The valid words.
 * @returns ` (did you mean …?)`, or nothing if no candidate is near.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = suggestion(word, candidates);
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}

/** Insertions, deletions, substitutions and swaps of neighbors that make `a` into `b` (optimal string alignment). */
function edits(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(at(above, j) + 1, at(row, j - 1) + 1, at(above, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(before, j - 2) + 1);
      }
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return at(above, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
