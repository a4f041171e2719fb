/**
 * The groups of convolutions, inferred from shapes and names: a file of weights alone does not store them.
 *
 * @module
 */
import type { StoredTensor } from "../stored_tensor.ts";
import { type KernelAxes, kernelSizes } from "./kernel_axes.ts";

/** A kernel whose layout is known. */
export interface Kernel {
  readonly tensor: StoredTensor;
  readonly axes: KernelAxes;
  readonly groups: number;
  /** Path of its module. @default {the tensor's name} */
  readonly module?: string;
}

/** A kernel with its most likely groups. */
export type GroupedKernel = Kernel & {
  /** Whether another number of groups is as possible. */
  readonly guessed: boolean;
};

/** A kernel with its sizes. */
interface Sized {
  readonly kernel: Kernel;
  readonly path: readonly string[];
  readonly filters: number;
  /** Channels that one filter reads. */
  readonly read: number;
}

/** What is inferred for one kernel. */
interface Inferred {
  readonly groups: number;
  readonly guessed: boolean;
}

/**
 * The kernels of a file with their most likely groups.
 *
 * A kernel that follows another one by its name (`conv2` after `conv1`, `b` after `a`, `conv_dw` after `conv_pw`) reads what
 * that one computes, or a group of it. Otherwise a kernel that reads a single channel is depthwise, unless it is the first one
 * and no other kernel reads the image; one that reads as many channels as the first is a second stem; and one that reads
 * another number of channels than any earlier layer computes is grouped if the layer before it, or the kernel itself,
 * computes a multiple of that number.
 *
 * @param kernels In the file's order; `groups` is known of transposed kernels and TensorFlow's depthwise ones, 1 for others.
 * @param ordered Whether the file's order is the order of the layers. If not, any layer may come before any other.
 */
export function withGroups(kernels: readonly Kernel[], ordered: boolean): GroupedKernel[] {
  const found = new Map<Kernel, Inferred>();
  for (const ofRank of Map.groupBy(kernels, ({ tensor }) => tensor.shape.length).values()) {
    for (const [kernel, inferred] of groupsAmong(ofRank, ordered)) found.set(kernel, inferred);
  }
  return kernels.map((kernel) => {
    const { groups, guessed } = found.get(kernel) ?? { groups: kernel.groups, guessed: false };
    return { ...kernel, groups, guessed };
  });
}

/** What is inferred for kernels with the same number of axes. */
function groupsAmong(kernels: readonly Kernel[], ordered: boolean): Map<Kernel, Inferred> {
  const found = new Map<Kernel, Inferred>();
  const sized = kernels.map(sizedKernel);
  const outputs = new Set(sized.filter(({ read }) => read > 1).map(({ filters }) => filters));
  const first = sized.find(({ read }) => read === 3) ??
    sized.find(({ read, kernel }) =>
      read <= 4 && !(read === 1 && /dw|depth/i.test(kernel.module ?? kernel.tensor.name))
    );
  const predecessors = new Predecessors(sized);
  const earlier = new Set<number>();
  let before = 0;
  for (const each of sized) {
    const { kernel, filters, read } = each;
    const unknown = kernel.axes === "out-in-space" || kernel.axes === "space-in-out";
    if (unknown && kernel.tensor.shape.length > 2 && each !== first && read > 0) {
      const predecessor = predecessors.of(each);
      const inputs = [predecessor?.filters ?? 0, before];
      const known = ordered ? earlier : outputs;
      found.set(
        kernel,
        byPredecessor(each, predecessor) ??
          byShapes(each, { first, outputs, known, before, inputs }),
      );
    }
    before = filters;
    earlier.add(filters);
  }
  return found;
}

/** What follows from the kernel whose output a kernel reads, if its name says which. */
function byPredecessor(
  { kernel: { tensor }, read, filters }: Sized,
  predecessor: Sized | undefined,
): Inferred | undefined {
  if (predecessor === undefined) return undefined;
  if (read === predecessor.filters && read > 1) return { groups: 1, guessed: false };
  const groups = predecessor.filters / read;
  // Kernels of one tap often read a part of the channels, or another layer.
  const possible = read > 1 && taps(tensor.shape) > 1;
  if (!possible || !Number.isInteger(groups) || filters % groups !== 0) return undefined;
  return { groups, guessed: true };
}

function byShapes(
  each: Sized,
  { first, outputs, known, before, inputs }: {
    readonly first: Sized | undefined;
    /** What any other kernel computes. */
    readonly outputs: ReadonlySet<number>;
    /** What kernels before this one compute. */
    readonly known: ReadonlySet<number>;
    /** What the kernel before this one computes. */
    readonly before: number;
    /** What the kernels compute that this one may read. */
    readonly inputs: readonly number[];
  },
): Inferred {
  const { read, filters } = each;
  const divides = (size: number) =>
    size > read && size % read === 0 && filters % (size / read) === 0;
  if (read === 1) {
    const multiples = [...outputs].filter((size) => size > 1 && filters % size === 0);
    const groups = outputs.has(filters) ? filters : Math.max(filters, ...multiples);
    // A second stem, as for depth beside color, is named like the first one.
    if (first !== undefined && first.read > 1 && isTwin(each, first)) {
      return { groups: 1, guessed: true };
    }
    const sure = outputs.has(filters) && (inputs.includes(filters) || !inputs.some(divides));
    return { groups, guessed: !sure };
  }
  if (read === 3 && first?.read === 3) return { groups: 1, guessed: true };
  if (known.has(read)) return { groups: 1, guessed: divides(before) };
  const possible = outputs.has(read) ? [before] : [before, filters];
  const size = possible.find(divides);
  return { groups: size === undefined ? 1 : size / read, guessed: size !== undefined };
}

/** Whether two kernels differ only in the name of the outermost module, and not only in its number, and in what they read. */
function isTwin(each: Sized, first: Sized): boolean {
  const [[outer = "", ...path], [other = "", ...rest]] = [each.path, first.path];
  const name = (word: string) => word.replace(/\d+/g, "");
  return each.filters === first.filters &&
    taps(each.kernel.tensor.shape) === taps(first.kernel.tensor.shape) &&
    path.length > 0 && path.join(".") === rest.join(".") && name(outer) !== name(other);
}

function taps(shape: readonly number[]): number {
  return shape.slice(2).reduce((product, size) => product * size, 1);
}

/** Modules of a block by name, with the ones that they follow. */
const FOLLOWED: Readonly<Record<string, readonly string[]>> = {
  conv_dw: ["conv_pw", "conv_exp"],
  depth_conv: ["inverted_conv"],
  spatial_conv: ["inverted_conv", "point_conv"],
  c3x3_b: ["c1x1_a"],
  c1x1_c: ["c3x3_b"],
};

/** For each kernel the one whose output it reads, where names say so. */
class Predecessors {
  /** The kernels below each module. */
  readonly #below = new Map<string, Sized[]>();
  /** The modules directly below each module. */
  readonly #children = new Map<string, Siblings>();

  constructor(sized: readonly Sized[]) {
    for (const each of sized) {
      for (let depth = 1; depth <= each.path.length; depth++) {
        const [parent, own] = [pathTo(each, depth - 1), pathTo(each, depth)];
        getOrInsert(this.#below, own, () => []).push(each);
        getOrInsert(this.#children, parent, () => new Siblings()).add(each.path[depth - 1] ?? "");
      }
    }
  }

  /** The predecessor of a kernel, from the innermost module with one outwards. */
  of(each: Sized): Sized | undefined {
    for (let depth = each.path.length; depth > 0; depth--) {
      const [parent, name] = [pathTo(each, depth - 1), each.path[depth - 1] ?? ""];
      const beside = this.#below.get(pathTo(each, depth)) ?? [];
      if (beside[0] !== each) return undefined;
      const before = this.#children.get(parent)?.before(name);
      if (before === undefined) continue;
      const kernels = this.#below.get(parent === "" ? before : `${parent}.${before}`) ?? [];
      const inner = each.path.slice(depth).join(".");
      const [only] = kernels;
      if (kernels.length === 1 && beside.length === 1) return only;
      if (/^\d+$/.test(name)) return undefined; // blocks of several kernels, one after the other
      return kernels.length === 1
        ? only
        : kernels.find(({ path }) => path.slice(depth).join(".") === inner);
    }
    return undefined;
  }
}

function getOrInsert<V>(map: Map<string, V>, key: string, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function pathTo({ path }: Sized, depth: number): string {
  return path.slice(0, depth).join(".");
}

/** The names of the modules of one parent. */
class Siblings {
  readonly #names = new Set<string>();
  /** The first name with each beginning that ends in a number: `conv1` -> `conv1_1x1`. */
  readonly #byBeginning = new Map<string, string>();
  #previous: Map<string, string> | undefined;

  add(name: string): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    for (const { 0: digits, index } of name.matchAll(/\d+/g)) {
      getOrInsert(this.#byBeginning, name.slice(0, index + digits.length), () => name);
    }
  }

  /** The module that comes before another one: `conv1_1x1` before `conv2_kxk`, `0` before `3`, `a` before `b`. */
  before(name: string): string | undefined {
    if (/^\d+$/.test(name)) return this.#previousNumbers().get(name);
    if (/^[b-z]$/.test(name)) {
      const letter = String.fromCharCode(name.charCodeAt(0) - 1);
      return this.#names.has(letter) ? letter : undefined;
    }
    const followed = Object.hasOwn(FOLLOWED, name) ? FOLLOWED[name] ?? [] : [];
    const family = followed.find((word) => this.#names.has(word));
    if (family !== undefined) return family;
    for (const { 0: digits, index } of name.matchAll(/\d+/g)) {
      const found = this.#byBeginning.get(`${name.slice(0, index)}${Number(digits) - 1}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #previousNumbers(): Map<string, string> {
    if (this.#previous === undefined) {
      const numbers = [...this.#names].filter((name) => /^\d+$/.test(name))
        .sort((a, b) => Number(a) - Number(b));
      this.#previous = new Map(numbers.slice(1).map((name, at) => [name, numbers[at] ?? name]));
    }
    return this.#previous;
  }
}

function sizedKernel(kernel: Kernel): Sized {
  const { filters, inputAxis } = kernelSizes(kernel.tensor.shape, kernel.axes, kernel.groups);
  const path = (kernel.module ?? kernel.tensor.name).split(/[./]/);
  return { kernel, path, filters, read: inputAxis };
}

/**
 * The groups of a transposed kernel [in, out / groups, …].
 *
 * @param outputs Its output channels, from a bias or a batch norm; undefined if neither says.
 */
export function transposedGroups(shape: readonly number[], outputs: number | undefined): number {
  const second = shape[1] ?? 0;
  return outputs === undefined || second === 0 ? 1 : Math.max(1, Math.floor(outputs / second));
}

/** Channels that a kernel computes. */
export function filtersOf({ tensor, axes, groups }: Kernel): number {
  return kernelSizes(tensor.shape, axes, groups).filters;
}
