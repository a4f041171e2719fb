/**
 * The stack and memo of a pickle, and what its opcodes do to them.
 *
 * @module
 */
import type { ByteSource } from "../../../files/byte_source.ts";
import { Constructor, Opaque, Tuple } from "./values.ts";

/** Marks where the arguments of a later opcode begin. */
const MARK = Symbol("mark");

/** A pickle's stack and memo. Each method throws an InputError if the pickle has not put there what it takes. */
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

  /** The values above the last mark, which goes with them. */
  popMarked(): unknown[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw this.damaged("misses a mark");
    const items = this.#stack.splice(at);
    items.shift();
    return items;
  }

  /** The uppermost values, the deepest first. */
  popList(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  /** Stores the uppermost value. @param index @default the next free one */
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
    if (!Array.isArray(list)) throw this.damaged("appends to what is no list");
    for (const item of items) list.push(item);
  }

  addToSet(items: readonly unknown[]): void {
    const set = this.top();
    if (set instanceof Set) { for (const item of items) set.add(item); }
  }

  /** @param items Keys and values in turns. */
  setItems(items: readonly unknown[]): void {
    const map = this.top();
    if (map instanceof Opaque) return;
    if (!(map instanceof Map)) throw this.damaged("sets items of what is no dictionary");
    for (let i = 0; i + 1 < items.length; i += 2) map.set(items[i], items[i + 1]);
  }

  /** Makes what a constructor of the whitelist makes. */
  call(constructor: unknown, args: unknown): void {
    if (!(args instanceof Tuple)) throw this.damaged("calls without arguments");
    if (constructor instanceof Opaque) return this.push(constructor);
    if (!(constructor instanceof Constructor)) throw this.damaged("calls what is no constructor");
    this.push(constructor.make(args.items));
  }

  damaged(what: string): Error {
    return this.#source.fail(`its pickle is damaged: it ${what} (is the file complete?)`);
  }
}
