import { type Matrix, product, singularValues, thinQr } from "../../src/linalg/mod.ts";
import { transpose } from "./hard_matrix.ts";

/**
 * Canonical correlations from the observations themselves (Björck & Golub 1973): the singular values of Q1' Q2, Q1 and Q2
 * being orthonormal bases of both centered sets, which must have full rank.
 *
 * @param first Shape [N, p].
 * @param second Shape [N, q], the same observations.
 */
export function dataCorrelations(first: Matrix, second: Matrix): Float64Array {
  const [a, b] = [thinQr(centered(first)).q, thinQr(centered(second)).q];
  return singularValues(product(transpose(a), b));
}

function centered({ rows, columns, data }: Matrix): Matrix {
  const means = Array.from({ length: columns }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += data[i * columns + j] ?? NaN;
    return sum / rows;
  });
  return {
    rows,
    columns,
    data: Float64Array.from(data, (v, at) => v - (means[at % columns] ?? NaN)),
  };
}
