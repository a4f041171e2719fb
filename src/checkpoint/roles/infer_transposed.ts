/**
 * Which of PyTorch's kernels are transposed, [in, out, …] instead of [out, in, …]: a file of weights alone does not say so.
 *
 * @module
 */

/** What is known about a kernel. */
export interface TransposedEvidence {
  /** Path of its module. */
  readonly module: string;
  readonly shape: readonly number[];
  /** Length of its bias; undefined without one. */
  readonly bias: number | undefined;
  /** Length of the batch norm that follows in a sequence of modules; undefined without one. */
  readonly norm: number | undefined;
}

/** Whether a kernel is transposed. */
export interface TransposedVerdict {
  readonly transposed: boolean;
  /** Whether the other answer is as possible. */
  readonly guessed: boolean;
}

/** Names of transposed layers. */
const NAMED = /deconv|conv_?transpose|transpose_?conv|trans_?conv|upconv|convt\b|conv\d*_mask/i;
/** Names of modules that enlarge images, by transposed layers or by others. */
const ENLARGING =
  /(^|[._/])(up|ups|upsample\w*|upscal\w*|upscore\w*|dec|decoder|generator)\d*([._/]|$)/i;

/**
 * Decides for each kernel of a file, in the file's order, whether it is transposed.
 *
 * The length of the bias or of the batch norm behind decides where the two axes differ; then a chain of channels, in which each
 * kernel reads as many as the one before it computes; then names.
 *
 * @param kernels Kernels with spatial axes.
 */
export function transposedKernels(kernels: readonly TransposedEvidence[]): TransposedVerdict[] {
  const verdicts = kernels.map(byLengths);
  byChain(kernels, verdicts);
  return verdicts.map((verdict, index) => verdict ?? byName(kernels[index]));
}

/** What the lengths of bias and batch norm say. */
function byLengths({ shape, bias, norm }: TransposedEvidence): TransposedVerdict | undefined {
  const [first = 0, second = 0] = shape;
  const outputs = bias ?? norm;
  if (outputs === undefined || first === second) return undefined;
  if (outputs === first) return { transposed: false, guessed: false };
  return second > 0 && outputs % second === 0 && first > 0
    ? { transposed: true, guessed: false }
    : undefined;
}

/**
 * What a chain of kernels in one sequence says. In `[100, 512], [512, 256], [256, 128]` each first axis is the second axis
 * before it: a generator. In `[64, 3], [128, 64]` it is the other way round.
 */
function byChain(
  kernels: readonly TransposedEvidence[],
  verdicts: (TransposedVerdict | undefined)[],
): void {
  const sequences = Map.groupBy(
    kernels.keys().filter((index) => taps(kernels[index]?.shape ?? []) > 1),
    (index) => sequenceOf(kernels[index]?.module ?? ""),
  );
  for (const [sequence, indices] of sequences) {
    if (!sequence.includes("#")) continue;
    const shapes = indices.map((index) => kernels[index]?.shape ?? []);
    const link = (before: readonly number[] | undefined, after: readonly number[] | undefined) =>
      before === undefined || after === undefined
        ? { forwards: false, backwards: false }
        : { forwards: before[0] === after[1], backwards: before[1] === after[0] };
    for (const [at, index] of indices.entries()) {
      const [first, second] = shapes[at] ?? [];
      if (first === second) continue;
      const links = [link(shapes[at - 1], shapes[at]), link(shapes[at], shapes[at + 1])];
      const forwards = links.some((each) => each.forwards);
      const backwards = links.some((each) => each.backwards);
      if (forwards !== backwards) verdicts[index] ??= { transposed: backwards, guessed: false };
    }
  }
}

function taps(shape: readonly number[]): number {
  return shape.slice(2).reduce((product, size) => product * size, 1);
}

/** The sequence that a module belongs to: `main.3` and `main.6`, `up1.conv` and `up2.conv`. */
function sequenceOf(module: string): string {
  return module.replace(/\d+(?=\D*$)/, "#");
}

function byName(evidence: TransposedEvidence | undefined): TransposedVerdict {
  const { module = "", shape = [], bias } = evidence ?? {};
  const [first, second, ...space] = shape;
  if (NAMED.test(module)) return { transposed: true, guessed: true };
  // A transposed kernel that enlarges images usually has as many taps as twice its stride, or as its stride.
  const even = space.every((size) => size % 2 === 0);
  if (even && ENLARGING.test(module) && (bias === undefined || first === second)) {
    return { transposed: true, guessed: true };
  }
  return {
    transposed: false,
    guessed: even && first === second && first !== undefined && first > 1,
  };
}
