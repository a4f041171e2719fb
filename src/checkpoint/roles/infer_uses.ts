/**
 * What tensors are for, inferred from their names and shapes: for formats that store nothing else.
 *
 * @module
 */
import { listed } from "../../listed.ts";
import type { StoredTensor } from "../stored_tensor.ts";
import { findKernels, type FoundKernel, isStatistic } from "./find_kernels.ts";
import { gammasOf } from "./infer_gamma.ts";
import { type Kernel, transposedGroups, withGroups } from "./infer_groups.ts";
import { transposedKernels, type TransposedVerdict } from "./infer_transposed.ts";
import type { GuessedFact, TensorUse } from "./tensor_use.ts";
import { type ModuleTensor, tensorParts, unwrapped } from "./tensor_parts.ts";

/** How names and shapes are read. */
export interface InferUsesOptions {
  /** Whether the file's order is the order of the model's layers. */
  readonly ordered: boolean;
  /** Layers whose kernels are transposed, [in, out, …]; undefined to infer it. */
  readonly transposed?: RegExp | undefined;
}

/** What tensors are for, and what users should know about how that was found. */
export interface InferredUses {
  readonly uses: Map<string, TensorUse>;
  /** One sentence each. */
  readonly remarks: readonly string[];
}

/** A kernel with everything that was found about it. */
interface Candidate extends Kernel {
  readonly found: FoundKernel;
  readonly layer: string;
  readonly verdict: TransposedVerdict;
}

/**
 * What each tensor is for, by its name.
 *
 * @param tensors In the file's order.
 * @param options How names and shapes are read.
 */
export function inferUses(
  tensors: readonly StoredTensor[],
  options: InferUsesOptions,
): InferredUses {
  const { whole, parts } = tensorParts(tensors);
  const uses = new Map<string, TensorUse>([
    ...Array.from(
      parts,
      ([name, trained]): [string, TensorUse] => [name, { op: trained ? "parameter" : "statistic" }],
    ),
    ...whole.map((part): [string, TensorUse] => [
      part.tensor.name,
      { op: isStatistic(part) ? "statistic" : "parameter" },
    ]),
  ]);
  const candidates = kernelsOf(whole, options);
  const grouped = withGroups(candidates, options.ordered);
  const gammas = gammasOf(grouped, tensors, options.ordered);
  for (const [index, kernel] of grouped.entries()) {
    const candidate = candidates[index];
    if (candidate === undefined) continue;
    const { found: { part, shape, byShape }, layer, verdict } = candidate;
    uses.set(part.tensor.name, {
      op: "kernel",
      layer,
      axes: kernel.axes,
      groups: kernel.groups,
      dilation: null,
      gamma: gammas.get(kernel) ?? null,
      guessed: guessedFacts(byShape, verdict.guessed, kernel.guessed),
      ...(shape === part.tensor.shape ? {} : { shape }),
      ...(part.composition === null ? {} : { composition: part.composition }),
    });
  }
  return { uses, remarks: remarksOn(candidates) };
}

function guessedFacts(byShape: boolean, transposed: boolean, groups: boolean): GuessedFact[] {
  const facts: GuessedFact[] = [];
  if (byShape || transposed || groups) facts.push("kind");
  if (byShape || groups) facts.push("groups");
  if (byShape || transposed || groups) facts.push("inputChannels");
  if (byShape || transposed) facts.push("filters");
  return facts;
}

function kernelsOf(
  whole: readonly ModuleTensor[],
  { transposed: pattern }: InferUsesOptions,
): Candidate[] {
  const lengths = new Map(
    whole.flatMap(({ module, word, tensor: { shape } }): [string, number][] =>
      shape.length === 1 ? [[`${module}\n${word}`, shape[0] ?? 0]] : []
    ),
  );
  const found = findKernels(whole);
  const names = layerNames(found);
  const evidence = found.map((each) => ({
    each,
    module: each.part.module,
    shape: each.shape,
    bias: lengths.get(`${each.part.module}\nbias`),
    norm: normAfter(each.part.module, lengths),
  }));
  const spatial = evidence.filter(({ each }) =>
    each.shape.length > 2 && each.axes === "out-in-space"
  );
  const verdicts = new Map(
    transposedKernels(spatial).map((verdict, index) => [spatial[index]?.each, verdict]),
  );
  return evidence.map(({ each, bias, norm }): Candidate => {
    const { part, shape } = each;
    const layer = names.get(each) ?? part.tensor.name;
    const inferred = verdicts.get(each);
    const verdict = inferred === undefined ? NOT_TRANSPOSED : told(inferred, layer, pattern);
    const axes = verdict.transposed ? "in-out-space" : each.axes;
    return {
      found: each,
      layer,
      verdict,
      tensor: { ...part.tensor, shape },
      module: part.module,
      axes,
      groups: axes === "space-in-multiplier"
        ? shape.at(-2) ?? 1
        : axes === "in-out-space"
        ? transposedGroups(shape, bias ?? norm)
        : 1,
    };
  });
}

const NOT_TRANSPOSED: TransposedVerdict = { transposed: false, guessed: false };

/** What the user says of a kernel; where the pattern does not match, what is known without a guess. */
function told(
  inferred: TransposedVerdict,
  layer: string,
  pattern: RegExp | undefined,
): TransposedVerdict {
  if (pattern === undefined) return inferred;
  if (layer.search(pattern) >= 0) return { transposed: true, guessed: false };
  return inferred.guessed ? NOT_TRANSPOSED : inferred;
}

/** Length of the batch norm that follows a module in a sequence. */
function normAfter(module: string, lengths: ReadonlyMap<string, number>): number | undefined {
  const next = module.replace(/\d+$/, (number) => String(Number(number) + 1));
  return next === module ? undefined : lengths.get(`${next}\nrunning_mean`);
}

/** The names of layers, or the names of their tensors where two layers would have the same name. */
function layerNames(found: readonly FoundKernel[]): Map<FoundKernel, string> {
  const named = found.map((each) => ({ each, name: nameOf(each.part) }));
  const byName = Map.groupBy(named, ({ name }) => name);
  return new Map(
    named.map((
      { each, name },
    ) => [each, (byName.get(name)?.length ?? 0) > 1 ? each.part.tensor.name : name]),
  );
}

/** The module's name; with the word if the module may have several kernels. */
function nameOf({ tensor, module, word, composition }: ModuleTensor): string {
  const composed = composition !== null || /parametrizations\.|_(orig|v)$/.test(tensor.name);
  const separator = module === "" ? "" : ".";
  return layerName(composed ? `${module}${separator}${word}` : tensor.name);
}

/** The name of the layer of a weight: the weight's without wrappers, a leading `module.` and its last word. */
export function layerName(name: string): string {
  const bare = unwrapped(name).replace(/^module\./, "").replace(/:0$/, "");
  const layer = bare.replace(/[./](weight|kernel|depthwise_kernel)$/, "");
  return layer === "" ? bare : layer;
}

const MOST_NAMES = 8;

function remarksOn(candidates: readonly Candidate[]): string[] {
  const namesOf = (those: (candidate: Candidate) => boolean) =>
    counted(candidates.filter(those).map(({ layer }) => layer));
  const byShape = namesOf(({ found }) => found.byShape);
  const transposed = namesOf(({ verdict }) => verdict.guessed && verdict.transposed);
  const unsure = namesOf(({ verdict }) => verdict.guessed && !verdict.transposed);
  return [
    ...(byShape === "" ? [] : [
      `taken for convolutions by their shapes alone: ${byShape} (choose layers by \`layers\`)`,
    ]),
    ...(transposed === "" ? [] : [
      `taken for transposed convolutions by their names alone: ${transposed} (name those that are by \`transposed\`)`,
    ]),
    ...(unsure === "" ? [] : [
      `taken for convolutions but may be transposed ones: ${unsure} (name those that are by \`transposed\`)`,
    ]),
  ];
}

function counted(names: readonly string[]): string {
  const count = names.length > MOST_NAMES ? ` (${names.length} in all)` : "";
  return listed(names, MOST_NAMES) + count;
}
