//! Canonical correlations (Hotelling 1936; Bjorck & Golub 1973), truncated by rank.

use crate::eigen::symmetric_eigen;
use crate::failure::Failure;
use crate::gemm::{self, Part};
use crate::operand::{Operand, Target};
use crate::svd::thin_svd;
use nalgebra::DMatrix;

/// What two sets of variables share.
#[derive(Clone, Debug)]
pub struct Canonical {
    /// Descending, in [0, 1]: as many as the smaller rank.
    pub correlations: Vec<f64>,
    /// Coefficients of the canonical variates of the first set: p x k, each variate of variance 1.
    pub left: DMatrix<f64>,
    /// Likewise of the second set: q x k.
    pub right: DMatrix<f64>,
    /// Numerical ranks of both sets.
    pub ranks: (usize, usize),
    /// How far rounding had carried the largest correlation above 1.
    pub excess: f64,
}

/// Canonical correlations of the first `split` variables with the others, from the covariance of all of them, of which the
/// lower triangle is read.
///
/// Eigenvalues of each set's correlation matrix up to `tolerance` times its largest are dropped, variables without variance
/// before.
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

/// Canonical correlations of two sets of observations, one observation a column of each (variables x observations),
/// from the singular vectors of the centred data: nothing is squared.
///
/// Singular values of each set, every variable scaled to norm 1, up to `tolerance` times the largest are dropped.
///
/// # Errors
///
/// [`Failure::Bound`] if a decomposition reaches its bound.
///
/// # Panics
///
/// If the numbers of observations differ.
pub fn canonical_of_data(
    first: DMatrix<f64>,
    second: DMatrix<f64>,
    tolerance: f64,
) -> Result<Canonical, Failure> {
    let observations = first.ncols();
    let (first, first_coefficients) = orthonormal(first, tolerance)?;
    let (second, second_coefficients) = orthonormal(second, tolerance)?;
    let shared = times(Operand::of(&first).transpose(), Operand::of(&second));
    let svd = thin_svd(&shared)?;
    let deviation = (observations.max(2) as f64 - 1.0).sqrt();
    Ok(Canonical {
        left: times(Operand::of(&first_coefficients), Operand::of(&svd.left)) * deviation,
        right: times(Operand::of(&second_coefficients), Operand::of(&svd.right)) * deviation,
        ranks: (first.ncols(), second.ncols()),
        excess: svd.values.first().map_or(0.0, |v| (v - 1.0).max(0.0)),
        correlations: svd.values.iter().map(|v| v.min(1.0)).collect(),
    })
}

/// An orthonormal basis (observations x rank) of the centred variables, and the coefficients that make it of them.
fn orthonormal(
    mut data: DMatrix<f64>,
    tolerance: f64,
) -> Result<(DMatrix<f64>, DMatrix<f64>), Failure> {
    let variables = data.nrows();
    let observations = data.ncols().max(1) as f64;
    let mut scales = Vec::with_capacity(variables);
    for mut row in data.row_iter_mut() {
        // As in `moments`: a constant variable becomes exactly 0.
        let origin = row.iter().next().copied().unwrap_or(0.0);
        let mean = origin + row.iter().map(|v| v - origin).sum::<f64>() / observations;
        row.iter_mut().for_each(|v| *v -= mean);
        let length = row.norm();
        let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
        row *= scale;
        scales.push(scale);
    }
    let svd = thin_svd(&data.transpose())?;
    let threshold = svd
        .values
        .first()
        .map_or(0.0, |largest| largest * tolerance);
    let rank = svd.values.iter().take_while(|v| **v > threshold).count();
    let mut coefficients = svd.right.columns_range(..rank).into_owned();
    for (mut column, value) in coefficients.column_iter_mut().zip(&svd.values) {
        for (coefficient, scale) in column.iter_mut().zip(&scales) {
            *coefficient *= scale / value;
        }
    }
    Ok((svd.left.columns_range(..rank).into_owned(), coefficients))
}

fn times(a: Operand<f64>, b: Operand<f64>) -> DMatrix<f64> {
    let mut c = DMatrix::zeros(a.rows, b.columns);
    gemm::product(1.0, a, b, 0.0, &mut Target::of(&mut c), Part::Full);
    c
}
