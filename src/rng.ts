/**
 * The one source of randomness. Every draw in the project comes from an {@linkcode Rng} that was passed in; nothing
 * uses `Math.random` or tfjs' own seeds (where 0 means "unseeded").
 *
 * @module
 */

const GOLDEN = 0x9e3779b9; // 2^32 / golden ratio: spreads consecutive inputs (Knuth, TAOCP 6.4)

/** The finalizer of MurmurHash3: every input bit reaches every output bit. */
function avalanche(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Absorbs one 32-bit word into a 128-bit key. */
function absorb(key: Uint32Array, word: number): void {
  let carry = word >>> 0;
  for (let i = 0; i < 4; i++) {
    carry = avalanche((key[i] ?? 0) ^ Math.imul(carry + GOLDEN + i, GOLDEN));
    key[i] = carry;
  }
}

/**
 * A seeded random number generator (xoshiro128++, Blackman & Vigna 2019) that splits by name.
 *
 * Splitting depends on the key alone, never on how many numbers were drawn, so a run that resumes at epoch 7 makes
 * `rng.split("epoch", 7)` without replaying epochs 1 to 6.
 *
 * @example Independent streams from one seed
 * ```ts
 * import { Rng } from "./rng.ts";
 * const rng = new Rng(1);
 * const order = rng.split("shuffle", 3).permutation(10);
 * ```
 */
export class Rng {
  readonly #key: Uint32Array;
  readonly #state: Uint32Array;
  #spare: number | undefined;

  /**
   * Starts a generator at the beginning of its stream.
   *
   * @param seed Any safe integer, 0 included; or a generator to start again from its beginning.
   */
  constructor(seed: number | Rng) {
    if (seed instanceof Rng) {
      this.#key = seed.#key.slice();
    } else {
      if (!Number.isSafeInteger(seed)) {
        throw new RangeError(`seed must be an integer, found ${seed}`);
      }
      this.#key = new Uint32Array(4);
      absorb(this.#key, seed >>> 0);
      absorb(this.#key, Math.floor(seed / 2 ** 32) >>> 0);
    }
    this.#state = this.#key.slice();
  }

  /** A generator for one purpose, named by strings and numbers; the same names give the same stream. */
  split(...names: readonly (string | number)[]): Rng {
    const child = new Rng(this);
    for (const name of names) {
      const text = typeof name === "number" ? `#${name}` : name;
      for (let i = 0; i < text.length; i++) absorb(child.#key, text.charCodeAt(i));
      absorb(child.#key, 0x10000 + text.length); // ends the name: ("ab", "c") is not ("a", "bc")
    }
    child.#state.set(child.#key);
    return child;
  }

  /** A uniform integer in [0, 2^32). */
  uint32(): number {
    const s = this.#state;
    const [a, b, c, d] = [s[0] ?? 0, s[1] ?? 0, s[2] ?? 0, s[3] ?? 0];
    const sum = (a + d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + a) >>> 0;
    const c1 = c ^ a;
    const d1 = d ^ b;
    s[1] = b ^ c1;
    s[0] = a ^ d1;
    s[2] = c1 ^ (b << 9);
    s[3] = (d1 << 11) | (d1 >>> 21);
    return result;
  }

  /** A uniform number in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A uniform integer in [0, below), unbiased. */
  integer(below: number): number {
    const limit = 2 ** 32 - (2 ** 32 % below);
    for (;;) {
      const draw = this.uint32();
      if (draw < limit) return draw % below;
    }
  }

  /** A standard normal number (Box-Muller). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** `length` standard normal numbers. */
  normals(length: number): Float64Array {
    return Float64Array.from({ length }, () => this.normal());
  }

  /** The integers 0 … length - 1 in random order (Fisher-Yates). */
  permutation(length: number): Uint32Array {
    const order = Uint32Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swap = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = swap;
    }
    return order;
  }
}
