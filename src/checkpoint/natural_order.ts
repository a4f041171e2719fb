/**
 * Order of names for formats that do not store the order of a model's layers.
 *
 * @module
 */

/**
 * A comparison of names in which numbers count by their value: `layer2` comes before `layer10`.
 *
 * @param nameOf The name of an item.
 */
export function byNaturalOrder<T>(nameOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => compare(nameOf(a), nameOf(b));
}

function compare(a: string, b: string): number {
  const [x, y] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p = "", q = ""] = [x[i], y[i]];
    if (p === q) continue;
    const difference = i % 2 === 1 ? Number(p) - Number(q) : 0;
    if (difference !== 0) return difference;
    return p < q ? -1 : 1;
  }
  return x.length - y.length;
}
