//! Canonical correlations (Hotelling 1936), truncated by rank.

use crate::eigen::symmetric_eigen;
use crate::failure::Failure;
use crate::gemm::{self, Part};
use crate::operand::{Operand, Target};
use crate::svd::thin_svd;
use nalgebra::DMatrix;

/// Canonical correlations and variates of two sets of variables.
#[derive(Clone, Debug)]
pub struct Canonical {
    /// Descending, in [0, 1]; their number is the smaller rank.
    pub correlations: Vec<f64>,
    /// Coefficients of the canonical variates of the first set: p x k, each variate of variance 1.
    pub left: DMatrix<f64>,
    /// The same for the second set: q x k.
    pub right: DMatrix<f64>,
    /// Numerical ranks of both sets.
    pub ranks: (usize, usize),
    /// By how much rounding had put the largest correlation above 1.
    pub excess: f64,
}

/// Canonical correlations of the first `split` variables with the others, from the covariance of all of them, of which the
/// lower triangle is read.
///
/// Directions of a set with an eigenvalue of the set's correlation matrix of at most `tolerance` times the largest one are
/// dropped. Variables without variance are dropped before that.
///
/// # Errors
///
/// [`Failure::Bound`] if a decomposition reaches its bound.
pub fn canonical(
    covariance: &DMatrix<f64>,
    split: usize,
    tolerance: f64,
) -> Result<Canonical, Failure> {
    let n = covariance.ncols();
    let first = whitening(covariance, 0, split, tolerance)?;
    let second = whitening(covariance, split, n - split, tolerance)?;
    let cross = covariance.view((split, 0), (n - split, split));
    let half = times(
        Operand::of(&first).transpose(),
        Operand::of(&cross).transpose(),
    );
    let shared = times(Operand::of(&half), Operand::of(&second));
    let svd = thin_svd(&shared)?;
    Ok(Canonical {
        left: times(Operand::of(&first), Operand::of(&svd.left)),
        right: times(Operand::of(&second), Operand::of(&svd.right)),
        ranks: (first.ncols(), second.ncols()),
        excess: svd.values.first().map_or(0.0, |v| (v - 1.0).max(0.0)),
        correlations: svd.values.iter().map(|v| v.min(1.0)).collect(),
    })
}

/// Coefficients (variables x rank) that make `count` variables uncorrelated and of variance 1.
pub(crate) fn whitening(
    covariance: &DMatrix<f64>,
    first: usize,
    count: usize,
    tolerance: f64,
) -> Result<DMatrix<f64>, Failure> {
    let block = covariance.view((first, first), (count, count));
    let scales: Vec<f64> = block
        .diagonal()
        .iter()
        .map(|&variance| {
            if variance > 0.0 {
                1.0 / variance.sqrt()
            } else {
                0.0
            }
        })
        .collect();
    let eigen = symmetric_eigen(DMatrix::from_fn(count, count, |i, j| {
        block[(i.max(j), i.min(j))] * scales[i] * scales[j]
    }))?;
    let threshold = eigen
        .values
        .last()
        .map_or(0.0, |largest| largest * tolerance)
        .max(0.0);
    let kept: Vec<usize> = (0..count)
        .rev()
        .filter(|&j| eigen.values[j] > threshold)
        .collect();
    let mut coefficients = eigen.vectors.select_columns(&kept);
    for (mut column, &j) in coefficients.column_iter_mut().zip(&kept) {
        let root = eigen.values[j].sqrt();
        for (value, scale) in column.iter_mut().zip(&scales) {
            *value *= scale / root;
        }
    }
    Ok(coefficients)
}

fn times(a: Operand<f64>, b: Operand<f64>) -> DMatrix<f64> {
    let mut c = DMatrix::zeros(a.rows, b.columns);
    gemm::product(1.0, a, b, 0.0, &mut Target::of(&mut c), Part::Full);
    c
}
