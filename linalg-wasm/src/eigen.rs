//! Eigen-decomposition of symmetric matrices.

use crate::divide::divide_and_conquer;
use crate::failure::Failure;
use crate::tridiagonal::reduce;
use crate::vector;
use nalgebra::DMatrix;

/// `a = vectors diag(values) vectors'`.
#[derive(Clone, Debug)]
pub struct Eigen {
    /// Ascending.
    pub values: Vec<f64>,
    /// One orthonormal eigenvector a column, in the order of `values`.
    pub vectors: DMatrix<f64>,
}

/// Decomposes a symmetric matrix, of which the lower triangle is read.
///
/// # Errors
///
/// [`Failure::Bound`] if an iteration reaches its bound.
pub fn symmetric_eigen(mut a: DMatrix<f64>) -> Result<Eigen, Failure> {
    let scale = power_of_two(vector::largest(a.as_slice()));
    a /= scale;
    let tridiagonal = reduce(a);
    let spectrum = divide_and_conquer(&tridiagonal.diagonal, &tridiagonal.off_diagonal)?;
    let values = spectrum.values;
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut vectors = spectrum.vectors.select_columns(&order);
    drop(spectrum.vectors);
    tridiagonal.back_transform(&mut vectors);
    Ok(Eigen {
        values: order.iter().map(|&i| values[i] * scale).collect(),
        vectors,
    })
}

/// The power of two near `largest` (1 for 0): dividing by it is exact and keeps squares in range.
pub(crate) fn power_of_two(largest: f64) -> f64 {
    if largest == 0.0 {
        return 1.0;
    }
    2f64.powi((largest.log2().floor() as i32).clamp(-1021, 1022))
}
