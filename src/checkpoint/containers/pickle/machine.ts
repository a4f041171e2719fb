/**
 * The stack and the memo that a pickle's opcodes work on.
 *
 * @module
 */
import type { ByteSource } from "../../../files/byte_source.ts";
import { Constructor, lengthOf, Opaque, Tuple } from "./values.ts";

/** A mark on the stack: the values above it are the arguments of a later opcode. */
const MARK = Symbol("mark");

/**
 * What a pickle may cost: an opcode or an item costs 1, some dozen bytes of memory. A model of 10,000 tensors costs about a
 * million. A large file may cost more, up to a limit.
 */
const BUDGET = 10_000_000;
const LARGEST_BUDGET = 40_000_000;
const BYTES_OF_ONE = 16;
/** An empty list or tuple takes some dozen bytes more than an item. */
const LIST = 6;
/** An empty dictionary or set takes some hundred bytes. */
const CONTAINER = 16;
/** Entries of a dictionary take more than items of a list. */
const ENTRY = 3;

/**
 * A pickle's stack and memo. A method throws an {@linkcode InputError} if the stack or memo does not hold what it needs.
 */
export class Machine {
  readonly #source: ByteSource;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();
  #left: number;

  /** @param source For errors. */
  constructor(source: ByteSource) {
    this.#source = source;
    this.#left = Math.min(LARGEST_BUDGET, Math.max(BUDGET, source.size / BYTES_OF_ONE));
  }

  /**
   * Counts what is about to be made: a pickle of some megabytes could fill the memory, by copying one list again and again.
   *
   * @throws {InputError} If the pickle has made too much.
   */
  charge(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) {
      throw this.#source.fail(
        "its pickle holds millions of objects, expected a state_dict: tensors by name (save model.state_dict() by itself)",
      );
    }
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  /** Pushes a new list. */
  pushList(items: unknown[]): void {
    this.charge(LIST + items.length);
    this.push(items);
  }

  /** Pushes a new tuple. */
  pushTuple(items: readonly unknown[]): void {
    this.charge(LIST + items.length);
    this.push(new Tuple(items));
  }

  /** Pushes a new dictionary. */
  pushMap(): void {
    this.charge(CONTAINER);
    this.push(new Map());
  }

  /** Pushes a new set. */
  pushSet(items: readonly unknown[]): void {
    this.charge(CONTAINER + ENTRY * items.length);
    this.push(new Set(items));
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
    this.charge(ENTRY);
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
    this.charge(items.length);
    for (const item of items) list.push(item);
  }

  addToSet(items: readonly unknown[]): void {
    const set = this.top();
    if (!(set instanceof Set)) return;
    this.charge(ENTRY * items.length);
    for (const item of items) set.add(item);
  }

  /** @param items Keys and values alternating. */
  setItems(items: readonly unknown[]): void {
    const map = this.top();
    if (map instanceof Opaque) return;
    if (!(map instanceof Map)) {
      throw this.damaged("sets items of something that is not a dictionary");
    }
    this.charge(ENTRY * items.length);
    for (let i = 0; i + 1 < items.length; i += 2) map.set(items[i], items[i + 1]);
  }

  /** Pushes what a constructor of the whitelist makes of some arguments. */
  call(constructor: unknown, args: unknown): void {
    if (!(args instanceof Tuple)) throw this.damaged("calls without arguments");
    if (constructor instanceof Opaque) return this.push(constructor);
    if (!(constructor instanceof Constructor)) {
      throw this.damaged("calls something that is not a constructor");
    }
    // What it makes can be a copy of what it gets.
    const items = args.items.reduce<number>((sum, arg) => sum + lengthOf(arg), 0);
    this.charge(CONTAINER + ENTRY * items);
    this.push(constructor.make(args.items));
  }

  /** The error for a damaged pickle. */
  damaged(what: string): Error {
    return this.#source.fail(`its pickle is damaged: it ${what} (is the file complete?)`);
  }
}
