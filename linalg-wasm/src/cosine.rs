//! Overlap of filters: Gram matrix, cosines, and the orthogonality score of RePr's equations 1 and 2.

use crate::gemm::{self, Part};
use crate::load::Numbers;
use crate::operand::{Operand, Target};
use crate::vector;
use nalgebra::DMatrix;

/// How equation 1 normalizes the filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalization {
    /// Each filter by its own norm.
    Filter,
    /// All filters by the Frobenius norm of the matrix, as in the authors' code.
    Matrix,
}

/// Inner products of all pairs of columns, symmetric to the last bit.
pub fn gram(columns: &DMatrix<f64>) -> DMatrix<f64> {
    gram_of(Operand::of(columns))
}

/// The same as [`gram`] for columns in either precision.
pub fn gram_of<T: Copy + Into<f64>>(a: Operand<T>) -> DMatrix<f64> {
    let mut result = lower_gram(a);
    gemm::mirror(&mut Target::of(&mut result));
    result
}

/// The lower triangle of [`gram_of`].
fn lower_gram<T: Copy + Into<f64>>(a: Operand<T>) -> DMatrix<f64> {
    let mut result = DMatrix::zeros(a.columns, a.columns);
    let mut target = Target::of(&mut result);
    gemm::product(1.0, a.transpose(), a, 0.0, &mut target, Part::Lower);
    result
}

/// Cosines of all pairs of columns, which must be of unit length or zero; 1 on the diagonal, or 0 for a zero column.
pub fn cosines(unit_columns: &DMatrix<f64>) -> DMatrix<f64> {
    let mut result = gram(unit_columns);
    result
        .as_mut_slice()
        .iter_mut()
        .for_each(|v| *v = v.clamp(-1.0, 1.0));
    result.fill_diagonal(1.0);
    for i in 0..unit_columns.ncols() {
        if vector::largest(unit_columns.column(i).as_slice()) == 0.0 {
            result[(i, i)] = 0.0;
        }
    }
    result
}

/// RePr's equations 1 and 2: for each column the sum of |cosine| to the others, divided by the number of columns.
pub fn orthogonality(mut columns: DMatrix<f64>, normalization: Normalization) -> Vec<f64> {
    match normalization {
        Normalization::Filter => crate::load::normalize_columns(&mut columns),
        Normalization::Matrix => {
            vector::normalize(columns.as_mut_slice());
        }
    }
    let count = columns.ncols();
    let overlap = lower_gram(Operand::of(&columns));
    let limit = match normalization {
        Normalization::Filter => 1.0,
        Normalization::Matrix => f64::INFINITY,
    };
    let mut sums = vec![0.0; count];
    for (j, column) in overlap.column_iter().enumerate() {
        let mut own = 0.0;
        for (sum, value) in sums[j + 1..].iter_mut().zip(&column.as_slice()[j + 1..]) {
            let value = value.abs().min(limit);
            *sum += value;
            own += value;
        }
        sums[j] += own;
    }
    sums.iter().map(|sum| sum / count as f64).collect()
}

/// Terms that are summed in single precision before double precision takes over.
const SLAB: usize = 256;

/// Cosines of all pairs of columns at the speed of single precision: sums of [`SLAB`] terms are taken in f32 and added up in
/// f64. Accurate to 1e-7. Only the lower triangle and the diagonal are set.
fn single_gram(values: &[f32], fan_in: usize, count: usize) -> DMatrix<f64> {
    let mut units = DMatrix::from_column_slice(fan_in, count, values);
    for column in units.as_mut_slice().chunks_exact_mut(fan_in.max(1)) {
        // Squares of f32 numbers neither overflow nor underflow in f64.
        let square: f64 = column.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
        let scale = if square > 0.0 {
            square.sqrt().recip()
        } else {
            0.0
        };
        column
            .iter_mut()
            .for_each(|v| *v = (f64::from(*v) * scale) as f32);
    }
    let mut sums = DMatrix::zeros(count, count);
    let mut part: DMatrix<f32> = DMatrix::zeros(count, count);
    for start in (0..fan_in).step_by(SLAB) {
        let slab = units.rows(start, SLAB.min(fan_in - start));
        let a = Operand::of(&slab);
        let mut target = Target::of(&mut part);
        gemm::product(1.0, a.transpose(), a, 0.0, &mut target, Part::Lower);
        let columns = sums.as_mut_slice().chunks_exact_mut(count);
        let parts = part.as_slice().chunks_exact(count);
        for (j, (sums, part)) in columns.zip(parts).enumerate() {
            let lower = sums[j..].iter_mut().zip(&part[j..]);
            lower.for_each(|(sum, &v)| *sum += f64::from(v));
        }
    }
    sums
}

/// How much each filter of a layer overlaps with the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Siblings {
    /// RePr's equations 1 and 2.
    pub scores: Vec<f64>,
    /// The other filter with the largest |cosine|, the first of equals; none in a layer of one filter.
    pub nearest: Vec<Option<usize>>,
    /// The cosine with that filter; 0 if there is none.
    pub cosines: Vec<f64>,
}

/// Scores and most aligned other filters in one pass over the inner products, which are computed once.
pub fn siblings(filters: &Numbers, fan_in: usize, count: usize) -> Siblings {
    let products = match filters {
        Numbers::F32(values) => single_gram(values, fan_in, count),
        Numbers::F64(_) => gram(&filters.unit_columns(fan_in, count)),
    };
    let inverse: Vec<f64> = (0..count)
        .map(|i| products[(i, i)])
        .map(|square| {
            if square > 0.0 {
                square.sqrt().recip()
            } else {
                0.0
            }
        })
        .collect();
    let mut result = Siblings {
        scores: vec![0.0; count],
        nearest: vec![None; count],
        cosines: vec![0.0; count],
    };
    let mut largest = vec![-1.0; count];
    // Each pair once, below the diagonal; for every filter the others come in ascending order.
    for (i, column) in products.as_slice().chunks_exact(count.max(1)).enumerate() {
        let mut sum = 0.0;
        for j in i + 1..count {
            let cosine = (column[j] * inverse[i] * inverse[j]).clamp(-1.0, 1.0);
            let size = cosine.abs();
            sum += size;
            result.scores[j] += size;
            for (one, other) in [(i, j), (j, i)] {
                if size > largest[one] {
                    largest[one] = size;
                    result.nearest[one] = Some(other);
                    result.cosines[one] = cosine;
                }
            }
        }
        result.scores[i] = (result.scores[i] + sum) / count as f64;
    }
    result
}
