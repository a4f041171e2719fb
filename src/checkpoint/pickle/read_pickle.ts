/**
 * Reads Python pickles as data. No name in a pickle is ever looked up anywhere but in the caller's whitelist, so nothing
 * can be called that the caller did not write for this purpose.
 *
 * @module
 */
import type { ByteSource } from "../byte_source.ts";
import type { ByteCursor } from "../byte_cursor.ts";
import { Constructor, Opaque, Tuple } from "./values.ts";

/** What a pickle may refer to. */
export interface PickleNames {
  /**
   * The constructor of that name.
   *
   * @throws {InputError} If it is not on the whitelist.
   */
  global(module: string, name: string): Constructor | Opaque;
  /** The object of a persistent id, such as a tensor's storage. */
  persistent(id: unknown): unknown;
}

/** Marks where the arguments of a later opcode begin. */
const MARK = Symbol("mark");

/** A pickle's stack and memo. */
class Machine {
  readonly stack: unknown[] = [];
  readonly memo = new Map<number, unknown>();
  constructor(readonly source: ByteSource) {}

  pop(): unknown {
    if (this.stack.length === 0) throw this.damaged("pops from an empty stack");
    return this.stack.pop();
  }

  top(): unknown {
    if (this.stack.length === 0) throw this.damaged("looks at an empty stack");
    return this.stack[this.stack.length - 1];
  }

  popMarked(): unknown[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) throw this.damaged("misses a mark");
    const items = this.stack.splice(at);
    items.shift();
    return items;
  }

  popList(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  remembered(index: number): unknown {
    if (!this.memo.has(index)) throw this.damaged(`recalls ${index}, which it never stored`);
    return this.memo.get(index);
  }

  damaged(what: string): Error {
    return this.source.fail(`its pickle is damaged: it ${what} (is the file complete?)`);
  }
}

/**
 * Reads one pickle, protocols 0 to 5.
 *
 * @param cursor At the pickle's first byte; behind its last one afterwards.
 * @throws {InputError} If the pickle is damaged or refers to something that `names` does not know.
 */
export function readPickle(source: ByteSource, cursor: ByteCursor, names: PickleNames): unknown {
  const machine = new Machine(source);
  const { stack, memo } = machine;
  const add = (...values: unknown[]) => stack.push(...values);
  for (;;) {
    const opcode = cursor.u8();
    switch (opcode) {
      case 0x80: // PROTO
        cursor.u8();
        break;
      case 0x95: // FRAME
        cursor.u64();
        break;
      case 0x2e: // STOP
        return machine.pop();

      case 0x28: // MARK
        add(MARK);
        break;
      case 0x30: // POP
        machine.pop();
        break;
      case 0x31: // POP_MARK
        machine.popMarked();
        break;
      case 0x32: // DUP
        add(machine.top());
        break;

      case 0x4e: // NONE
        add(null);
        break;
      case 0x88: // NEWTRUE
        add(true);
        break;
      case 0x89: // NEWFALSE
        add(false);
        break;
      case 0x4b: // BININT1
        add(cursor.u8());
        break;
      case 0x4d: // BININT2
        add(cursor.u16());
        break;
      case 0x4a: // BININT
        add(cursor.i32());
        break;
      case 0x49: // INT
      case 0x4c: // LONG
        add(decimalInteger(cursor.line()));
        break;
      case 0x8a: // LONG1
        add(littleInteger(cursor.bytes(cursor.u8())));
        break;
      case 0x8b: // LONG4
        add(littleInteger(cursor.bytes(bounded(machine, cursor.u32(), 1024))));
        break;
      case 0x47: // BINFLOAT
        add(cursor.f64BigEndian());
        break;
      case 0x46: // FLOAT
        add(Number(cursor.line()));
        break;

      case 0x8c: // SHORT_BINUNICODE
        add(cursor.text(cursor.u8()));
        break;
      case 0x58: // BINUNICODE
        add(cursor.text(cursor.u32()));
        break;
      case 0x8d: // BINUNICODE8
        add(cursor.text(cursor.u64()));
        break;
      case 0x56: // UNICODE
        add(cursor.line());
        break;
      case 0x53: // STRING
        add(cursor.line().replace(/^(['"])(.*)\1$/, "$2"));
        break;
      case 0x55: // SHORT_BINSTRING
        add(cursor.text(cursor.u8()));
        break;
      case 0x54: // BINSTRING
        add(cursor.text(cursor.u32()));
        break;
      case 0x43: // SHORT_BINBYTES
        add(cursor.bytes(cursor.u8()));
        break;
      case 0x42: // BINBYTES
        add(cursor.bytes(cursor.u32()));
        break;
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        add(cursor.bytes(cursor.u64()));
        break;

      case 0x29: // EMPTY_TUPLE
        add(new Tuple([]));
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        add(new Tuple(machine.popList(opcode - 0x84)));
        break;
      case 0x74: // TUPLE
        add(new Tuple(machine.popMarked()));
        break;
      case 0x5d: // EMPTY_LIST
        add([]);
        break;
      case 0x6c: // LIST
        add(machine.popMarked());
        break;
      case 0x61: { // APPEND
        const item = machine.pop();
        append(machine, [item]);
        break;
      }
      case 0x65: // APPENDS
        append(machine, machine.popMarked());
        break;
      case 0x7d: // EMPTY_DICT
        add(new Map());
        break;
      case 0x64: { // DICT
        const items = machine.popMarked();
        add(new Map());
        setItems(machine, items);
        break;
      }
      case 0x73: { // SETITEM
        const items = machine.popList(2);
        setItems(machine, items);
        break;
      }
      case 0x75: // SETITEMS
        setItems(machine, machine.popMarked());
        break;
      case 0x8f: // EMPTY_SET
        add(new Set());
        break;
      case 0x90: { // ADDITEMS
        const items = machine.popMarked();
        const set = machine.top();
        if (set instanceof Set) { for (const item of items) set.add(item); }
        break;
      }
      case 0x91: // FROZENSET
        add(new Set(machine.popMarked()));
        break;

      case 0x70: // PUT
        memo.set(Number(cursor.line()), machine.top());
        break;
      case 0x71: // BINPUT
        memo.set(cursor.u8(), machine.top());
        break;
      case 0x72: // LONG_BINPUT
        memo.set(cursor.u32(), machine.top());
        break;
      case 0x94: // MEMOIZE
        memo.set(memo.size, machine.top());
        break;
      case 0x67: // GET
        add(machine.remembered(Number(cursor.line())));
        break;
      case 0x68: // BINGET
        add(machine.remembered(cursor.u8()));
        break;
      case 0x6a: // LONG_BINGET
        add(machine.remembered(cursor.u32()));
        break;

      case 0x63: // GLOBAL
        add(names.global(cursor.line(), cursor.line()));
        break;
      case 0x93: { // STACK_GLOBAL
        const [module, name] = machine.popList(2);
        add(names.global(String(module), String(name)));
        break;
      }
      case 0x69: { // INST
        const constructor = names.global(cursor.line(), cursor.line());
        add(call(machine, constructor, new Tuple(machine.popMarked())));
        break;
      }
      case 0x6f: { // OBJ
        const [constructor, ...args] = machine.popMarked();
        add(call(machine, constructor, new Tuple(args)));
        break;
      }
      case 0x52: // REDUCE
      case 0x81: { // NEWOBJ
        const [constructor, args] = machine.popList(2);
        add(call(machine, constructor, args));
        break;
      }
      case 0x92: { // NEWOBJ_EX
        const [constructor, args] = machine.popList(3);
        add(call(machine, constructor, args));
        break;
      }
      case 0x62: // BUILD: attributes, such as a state_dict's _metadata, which nothing here needs
        machine.pop();
        machine.top();
        break;
      case 0x51: // BINPERSID
        add(names.persistent(machine.pop()));
        break;
      case 0x50: // PERSID
        add(names.persistent(cursor.line()));
        break;

      default:
        throw machine.damaged(`has the unknown opcode 0x${opcode.toString(16)}`);
    }
  }
}

function call(machine: Machine, constructor: unknown, args: unknown): unknown {
  if (!(args instanceof Tuple)) throw machine.damaged("calls without arguments");
  if (constructor instanceof Opaque) return constructor;
  if (!(constructor instanceof Constructor)) throw machine.damaged("calls what is no constructor");
  return constructor.make(args.items);
}

function append(machine: Machine, items: readonly unknown[]): void {
  const list = machine.top();
  if (Array.isArray(list)) { for (const item of items) list.push(item); }
  else if (!(list instanceof Opaque)) throw machine.damaged("appends to what is no list");
}

function setItems(machine: Machine, items: readonly unknown[]): void {
  const map = machine.top();
  if (map instanceof Opaque) return;
  if (!(map instanceof Map)) throw machine.damaged("sets items of what is no dictionary");
  for (let i = 0; i + 1 < items.length; i += 2) map.set(items[i], items[i + 1]);
}

function bounded(machine: Machine, length: number, most: number): number {
  if (length > most) throw machine.damaged(`holds a number of ${length} bytes`);
  return length;
}

/** A number where it fits, else the bigint. */
function fitting(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function littleInteger(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (const byte of bytes.toReversed()) value = value * 256n + BigInt(byte);
  const negative = (bytes.at(-1) ?? 0) >= 128;
  return fitting(negative ? value - (1n << BigInt(8 * bytes.length)) : value);
}

function decimalInteger(line: string): number | bigint | boolean {
  if (line === "00" || line === "01") return line === "01";
  const digits = line.replace(/L$/, "");
  return /^-?\d{1,400}$/.test(digits) ? fitting(BigInt(digits)) : NaN;
}
