/**
 * Which batch norm reads a convolution, inferred from names and order: a file of weights alone has no graph.
 *
 * @module
 */
import type { StoredTensor } from "../stored_tensor.ts";
import type { Kernel } from "./infer_groups.ts";
import { filtersOf } from "./infer_groups.ts";
import { splitName } from "./tensor_parts.ts";

/** A kernel with the path of its module. */
interface Convolution {
  readonly kernel: Kernel;
  readonly path: string;
  readonly parent: string;
  readonly last: string;
  readonly filters: number;
}

/** The module names that a rule gives to the batch norm that reads a convolution. */
interface Rule {
  readonly name: string;
  /** Path of the batch norm's module, or undefined if the rule does not apply. */
  of(convolution: Convolution, block: Block): string | undefined;
}

/** What is beside a convolution: children of its module's parent. */
interface Block {
  readonly kernels: readonly Convolution[];
  /** Paths of batch norms. */
  readonly norms: ReadonlySet<string>;
  /** Whether modules below the kernels' own have kernels, too. */
  readonly deeper: boolean;
}

/**
 * The batch norms of convolutions.
 *
 * A rule gives the name of the batch norm that reads a convolution. It must hold wherever it applies among modules of the same
 * pattern of names (`layer1.0` and `layer2.3`): the batch norm has one value for each filter. Where it fails once, as
 * `conv1` and `norm1` do in a net that normalizes before it convolves, it is not used for that pattern. A batch norm that two
 * convolutions claim belongs to neither.
 *
 * @param kernels In the file's order.
 * @param tensors In the file's order.
 * @param ordered Whether the file's order is the order in which the model was built.
 * @returns The name of the scale (gamma) of each kernel that has one.
 */
export function gammasOf(
  kernels: readonly Kernel[],
  tensors: readonly StoredTensor[],
  ordered: boolean,
): Map<Kernel, string> {
  const norms = normScales(tensors);
  const indices = new Map(tensors.map(({ name }, index) => [name, index]));
  const convolutions = kernels.filter(({ tensor }) => tensor.shape.length > 2).map(convolution);
  const kernelsBeside = Map.groupBy(convolutions, ({ parent }) => parent);
  const normsBeside = Map.groupBy(norms.keys(), parentOf);
  const nested = new Set(convolutions.flatMap(({ parent }) => modulesAround(parent)));
  const blocks = new Map<string, Block>();
  const blockOf = (parent: string): Block => {
    const block = blocks.get(parent) ?? {
      kernels: kernelsBeside.get(parent) ?? [],
      norms: new Set(normsBeside.get(parent)),
      deeper: nested.has(parent),
    };
    blocks.set(parent, block);
    return block;
  };
  const length = (norm: string) => norms.get(norm)?.shape[0];
  const isAfter = (norm: string, { kernel }: Convolution) => {
    const scale = norms.get(norm);
    return !ordered || scale === undefined ||
      (indices.get(scale.name) ?? 0) > (indices.get(kernel.tensor.name) ?? 0);
  };
  const claims = new Map<Convolution, string>();
  const claimed = new Set<string>();
  const rules: Rule[] = [...RULES, ...(ordered ? [nextInFile(tensors, norms, indices)] : [])];
  for (const { of: rule } of rules) {
    const proposals = convolutions.flatMap((each) => {
      const norm = rule(each, blockOf(each.parent));
      return norm !== undefined && norms.has(norm) ? [{ each, norm }] : [];
    });
    const failing = new Set(
      proposals.filter(({ each, norm }) => length(norm) !== each.filters || !isAfter(norm, each))
        .map(({ each }) => patternOf(each, blockOf(each.parent))),
    );
    const sound = proposals.filter(({ each, norm }) =>
      !failing.has(patternOf(each, blockOf(each.parent))) && !claims.has(each) && !claimed.has(norm)
    );
    const claimants = Map.groupBy(sound, ({ norm }) => norm);
    for (const [norm, [one, ...more]] of claimants) {
      if (one === undefined) continue;
      claimed.add(norm);
      if (more.length === 0) claims.set(one.each, norm);
    }
  }
  return new Map(Array.from(claims, ([{ kernel }, norm]) => [kernel, norms.get(norm)?.name ?? ""]));
}

/** The scales of a file's batch norms, by the path of their module. */
function normScales(tensors: readonly StoredTensor[]): Map<string, StoredTensor> {
  const split = tensors.map((tensor) => ({ tensor, name: splitName(tensor.name) }));
  const normal = new Set(
    split.flatMap(({ name: [module, word] }) =>
      /^(running|moving)_mean$/.test(word) ? [module] : []
    ),
  );
  return new Map(
    split.flatMap(({ tensor, name: [module, word] }) =>
      normal.has(module) && tensor.shape.length === 1 && /^(weight|gamma|scale)$/.test(word)
        ? [[module, tensor]]
        : []
    ),
  );
}

function convolution(kernel: Kernel): Convolution {
  const path = kernel.module ?? splitName(kernel.tensor.name)[0];
  const parent = parentOf(path);
  return { kernel, path, parent, last: lastOf(path), filters: filtersOf(kernel) };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.search(/[^./]*$/) - 1));
}

/** All modules around one. */
function modulesAround(path: string): string[] {
  const parent = parentOf(path);
  return parent === "" ? [] : [parent, ...modulesAround(parent)];
}

function lastOf(path: string): string {
  return path.slice(path.search(/[^./]*$/));
}

/** A module beside or below another one. */
function join(parent: string, child: string, like: string): string {
  return parent === "" ? child : `${parent}${like.includes("/") ? "/" : "."}${child}`;
}

/**
 * Convolutions with the same pattern were built by the same code: the path of the block with `#` for numbers. A module of one
 * convolution (`conv1.conv` beside `conv1.bn`) is alike in all of the block around it.
 */
function patternOf({ parent }: Convolution, { kernels }: Block): string {
  const single = kernels.length === 1 && parent !== "" && !/\.\d+$/.test(parent);
  return (single ? `one of ${parentOf(parent)}` : parent).replace(/\d+/g, "#");
}

/** A rule that names a sibling of the convolution's module. */
function sibling(name: string, childOf: (last: string, block: Block) => readonly string[]): Rule {
  return {
    name,
    of({ path, parent, last }, block) {
      const candidates = childOf(last, block).map((child) => join(parent, child, path));
      return candidates.find((candidate) => candidate !== path && block.norms.has(candidate));
    },
  };
}

/** Orders in which blocks run convolutions whose batch norms are only numbered. */
const FAMILIES: readonly (readonly string[])[] = [
  ["conv_pw", "conv_dw", "conv_pwl"],
  ["conv_exp", "conv_pwl"],
  ["conv_dw", "conv_pw"],
  ["conv_stem", "conv_head"],
];

/** Rules by names, the surest first. */
const RULES: readonly Rule[] = [
  sibling("next of a sequence", (last) => /^\d+$/.test(last) ? [String(Number(last) + 1)] : []),
  sibling("same name", (last) =>
    [
      last.replace(/conv/i, "bn"),
      last.replace(/conv/i, "norm"),
      last.replace(/conv2d|conv/i, "batch_normalization"),
      `bn_${last}`,
      `${last}_bn`,
      `${last}_BN`,
      `${last}_norm`,
      last.replace(/^conv/i, "bn").replace(/_.*$/, ""),
      last.replace(/^conv/i, "norm").replace(/_.*$/, ""),
    ].filter((word) => word !== last)),
  sibling("family", (last, { kernels }) => {
    const families = FAMILIES.filter((words) => words.includes(last));
    const names = families.length === 0 ? [] : kernels.map((kernel) => kernel.last);
    const family = families.find((words) => words.every((word) => names.includes(word)));
    return family === undefined ? [] : [`bn${family.indexOf(last) + 1}`];
  }),
  {
    // Nets that normalize before they convolve: norm1, conv1, norm2, conv2. `conv1` was not paired with `norm1` above.
    name: "the next one's",
    of({ path, parent, last }, { norms }) {
      const [, number] = /^conv_?(\d+)$/.exec(last) ?? [];
      const word = ["norm", "bn"].find((word) => norms.has(join(parent, `${word}${number}`, path)));
      return number === undefined || word === undefined
        ? undefined
        : join(parent, `${word}${Number(number) + 1}`, path);
    },
  },
  {
    // convs.0 and bns.0 of Res2Net
    name: "lists side by side",
    of({ parent, path, last }) {
      const list = lastOf(parent);
      const other = list.replace(/^conv/, "bn");
      return other === list ? undefined : join(join(parentOf(parent), other, path), last, path);
    },
  },
  {
    name: "dual path",
    of({ parent, path }) {
      const own = lastOf(parent);
      const next = Object.hasOwn(DUAL_PATH, own) ? DUAL_PATH[own] : undefined;
      return next === undefined ? undefined : join(join(parentOf(parent), next, path), "bn", path);
    },
  },
  {
    name: "only one of a module",
    of({ parent }, { kernels, norms, deeper }) {
      const [norm] = norms;
      const only = kernels.length === 1 && norms.size === 1 && !deeper;
      return only && parent !== "" ? norm : undefined;
    },
  },
];

/** Dual path networks normalize before they convolve, in modules of one convolution each. */
const DUAL_PATH: Readonly<Record<string, string>> = { c1x1_a: "c3x3_b", c3x3_b: "c1x1_c" };

/** Modules around one convolution or several that follow each other. */
const WRAPPING = /conv|sep|pointwise|^\d+$/i;

/** The first batch norm after a convolution in the file, in a module around it, unless another kernel comes before it. */
function nextInFile(
  tensors: readonly StoredTensor[],
  norms: ReadonlyMap<string, StoredTensor>,
  indices: ReadonlyMap<string, number>,
): Rule {
  const paths = new Map(Array.from(norms, ([path, scale]) => [scale, path]));
  return {
    name: "next in the file",
    of({ kernel, path, last }, { deeper }) {
      for (let i = (indices.get(kernel.tensor.name) ?? 0) + 1; i < tensors.length; i++) {
        const tensor = tensors[i];
        if (tensor === undefined || tensor.shape.length > 2) return undefined;
        const norm = paths.get(tensor);
        if (norm === undefined) continue;
        const around = parentOf(norm);
        // The last of several branches, whose sum is normalized (RepViT).
        if (deeper && /\d/.test(last) && !/\d/.test(lastOf(norm))) return undefined;
        // conv1.0 and bn1, but not attn.proj and norm: between these is a sum.
        const inner = path.slice(around === "" ? 0 : around.length + 1).split(/[./]/).slice(0, -1);
        if (inner.length > 1 || !inner.every((word) => WRAPPING.test(word))) return undefined;
        return around === "" || path.startsWith(`${around}.`) || path.startsWith(`${around}/`)
          ? norm
          : undefined;
      }
      return undefined;
    },
  };
}
