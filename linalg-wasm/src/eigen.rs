//! Eigen-decomposition of symmetric matrices.

use crate::divide::divide_and_conquer;
use crate::failure::Failure;
use crate::rank_one::Spectrum;
use crate::tridiagonal::{Tridiagonal, reduce};
use crate::vector;
use nalgebra::DMatrix;

/// The decomposition `a = vectors diag(values) vectors'`.
#[derive(Clone, Debug)]
pub struct Eigen {
    /// Ascending.
    pub values: Vec<f64>,
    /// One orthonormal eigenvector per column, in the order of `values`.
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
    let mut eigen = reduce(a).eigen()?;
    eigen.values.iter_mut().for_each(|v| *v *= scale);
    Ok(eigen)
}

impl Tridiagonal {
    /// Eigenvalues and eigenvectors of the matrix that was reduced.
    pub(crate) fn eigen(&self) -> Result<Eigen, Failure> {
        let Spectrum { values, vectors } = divide_and_conquer(&self.diagonal, &self.off_diagonal)?;
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
        let mut sorted = vectors.select_columns(&order);
        drop(vectors);
        self.back_transform(&mut sorted);
        Ok(Eigen {
            values: order.iter().map(|&i| values[i]).collect(),
            vectors: sorted,
        })
    }
}

/// The power of two near `largest` (1 for 0): dividing by it is exact and keeps squares in range.
pub(crate) fn power_of_two(largest: f64) -> f64 {
    if largest == 0.0 {
        return 1.0;
    }
    2f64.powi((largest.log2().floor() as i32).clamp(-1021, 1022))
}
