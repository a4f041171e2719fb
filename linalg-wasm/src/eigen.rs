//! Eigen-decomposition of symmetric matrices.

use crate::failure::Failure;
use crate::tridiagonal::{implicit_ql, reduce};
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
/// [`Failure::Bound`] if the tridiagonal iteration reaches its bound.
pub fn symmetric_eigen(mut a: DMatrix<f64>) -> Result<Eigen, Failure> {
    let n = a.nrows();
    let scale = power_of_two(vector::largest(a.as_slice()));
    a /= scale;
    let tridiagonal = reduce(a);
    let mut values = tridiagonal.diagonal.clone();
    let mut vectors = DMatrix::identity(n, n);
    implicit_ql(&mut values, &tridiagonal.off_diagonal, &mut vectors)?;
    tridiagonal.back_transform(&mut vectors);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    Ok(Eigen {
        values: order.iter().map(|&i| values[i] * scale).collect(),
        vectors: vectors.select_columns(&order),
    })
}

/// The power of two near `largest` (1 for 0): dividing by it is exact and keeps squares in range.
pub(crate) fn power_of_two(largest: f64) -> f64 {
    if largest == 0.0 {
        return 1.0;
    }
    2f64.powi((largest.log2().floor() as i32).clamp(-1021, 1022))
}
