/**
 * The stack and the memo that a pickle's opcodes work on.
 *
 * @module
 */
import type { ByteSource } from "../../../files/byte_source.ts";
import { Constructor, Opaque, Tuple } from "./values.ts";

/** A mark on the stack: the values above it are the arguments of a later opcode. */
const MARK = Symbol("mark");

/**
 * A pickle's stack and memo. A method throws an {@linkcode InputError} if the stack or memo does not hold what it needs.
 */
export class Machine {
  readonly #source: ByteSource;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();

  /** @param source For errors. */
  constructor(source: ByteSource) {
    this.#source = source;
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#stack.push(MARK);
  }

  pop(): unknown {
    if (this.#stack.length === 0) throw this.damaged("pops from an empty stack");
    return this.#stack.pop();
  }

  top(): unknown {
    if (this.#stack.length === 0) throw this.damaged("looks at an empty stack");
    return this.#stack.at(-1);
  }

  /** Removes the last mark and the values above it; returns the values. */
  popMarked(): unknown[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw this.damaged("misses a mark");
    const items = this.#stack.splice(at);
    items.shift();
    return items;
  }

  /** Removes the uppermost values; returns them with the deepest first. */
  popList(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  /** Stores the uppermost value in the memo. @param index @default the next free one */
  remember(index: number = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    if (!this.#memo.has(index)) throw this.damaged(`recalls ${index}, which it never stored`);
    this.push(this.#memo.get(index));
  }

  append(items: readonly unknown[]): void {
    const list = this.top();
    if (list instanceof Opaque) return;
    if (!Array.isArray(list)) throw this.damaged("appends to something that is not a list");
    for (const item of items) list.push(item);
  }

  addToSet(items: readonly unknown[]): void {
    const set = this.top();
    if (set instanceof Set) { for (const item of items) set.add(item); }
  }

  /** @param items Keys and values alternating. */
  setItems(items: readonly unknown[]): void {
    const map = this.top();
    if (map instanceof Opaque) return;
    if (!(map instanceof Map)) {
      throw this.damaged("sets items of something that is not a dictionary");
    }
    for (let i = 0; i + 1 < items.length; i += 2) map.set(items[i], items[i + 1]);
  }

  /** Pushes what a constructor of the whitelist makes of some arguments. */
  call(constructor: unknown, args: unknown): void {
    if (!(args instanceof Tuple)) throw this.damaged("calls without arguments");
    if (constructor instanceof Opaque) return this.push(constructor);
    if (!(constructor instanceof Constructor)) {
      throw this.damaged("calls something that is not a constructor");
    }
    this.push(constructor.make(args.items));
  }

  /** The error for a damaged pickle. */
  damaged(what: string): Error {
    return this.#source.fail(`its pickle is damaged: it ${what} (is the file complete?)`);
  }
}
