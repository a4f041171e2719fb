//! Singular value decomposition by bands.
//!
//! The eigenvectors of A'A give singular vectors to full accuracy only as long as the singular values stay near the largest
//! one (the error grows with (largest / value)^2). So only the values within a factor of [`BAND`] of the largest are
//! taken, their left vectors orthonormalised, what is left of A projected off them, and the rest, now much smaller,
//! treated the same way. Each band's backward error is a few units of rounding of its own largest value: the result is
//! as accurate as the classical algorithms, rank-deficient and graded matrices included, and all the work is in
//! matrix products and the symmetric eigen-decomposition.

use crate::basis::Basis;
use crate::eigen::{power_of_two, symmetric_eigen};
use crate::failure::Failure;
use crate::gemm::{self, Part};
use crate::operand::{Operand, Target};
use crate::vector;
use nalgebra::DMatrix;

/// Largest ratio of singular values in one band.
const BAND: f64 = 16.0;

/// `a = left diag(values) right'`.
#[derive(Clone, Debug)]
pub struct Svd {
    /// One orthonormal left singular vector a column: rows x min(rows, columns).
    pub left: DMatrix<f64>,
    /// Descending, never negative.
    pub values: Vec<f64>,
    /// One orthonormal right singular vector a column: columns x min(rows, columns).
    pub right: DMatrix<f64>,
}

/// The thin decomposition of any matrix.
///
/// # Errors
///
/// [`Failure::Bound`] if an eigen-decomposition reaches its bound.
pub fn thin_svd(a: &DMatrix<f64>) -> Result<Svd, Failure> {
    if a.nrows() < a.ncols() {
        let Svd {
            left,
            values,
            right,
        } = tall(a.transpose())?;
        return Ok(Svd {
            left: right,
            values,
            right: left,
        });
    }
    tall(a.clone())
}

/// Singular values, descending.
///
/// # Errors
///
/// As [`thin_svd`].
pub fn singular_values(a: &DMatrix<f64>) -> Result<Vec<f64>, Failure> {
    thin_svd(a).map(|svd| svd.values)
}

fn tall(mut a: DMatrix<f64>) -> Result<Svd, Failure> {
    let (rows, columns) = a.shape();
    let scale = power_of_two(vector::largest(a.as_slice()));
    a /= scale;
    let mut left = Basis::new(rows, columns);
    let mut values: Vec<f64> = Vec::with_capacity(columns);
    let mut right = DMatrix::identity(columns, columns);
    let mut floor = 0.0;
    while values.len() < columns {
        let done = values.len();
        let eigen = symmetric_eigen(crate::cosine::gram(&a))?;
        let rest = columns - done;
        let largest = eigen.values[rest - 1].max(0.0).sqrt();
        floor = f64::max(floor, largest * f64::EPSILON);
        let rotation = DMatrix::from_fn(rest, rest, |i, j| eigen.vectors[(i, rest - 1 - j)]);
        let rotated = times(&right.columns_range(done..).into_owned(), &rotation);
        right.columns_range_mut(done..).copy_from(&rotated);
        a = times(&a, &rotation);
        let taken = eigen
            .values
            .iter()
            .rev()
            .take_while(|v| v.sqrt() * BAND >= largest)
            .count();
        if largest <= floor {
            break;
        }
        for j in 0..taken {
            let value = left.push(a.column(j).as_slice());
            values.push(value);
        }
        a = a.columns_range(taken..).into_owned();
        for mut column in a.column_iter_mut() {
            left.project_out(column.as_mut_slice());
            left.project_out(column.as_mut_slice());
        }
    }
    values.resize(columns, 0.0);
    left.complete(columns);
    let mut order: Vec<usize> = (0..columns).collect();
    order.sort_by(|&i, &j| values[j].total_cmp(&values[i]));
    Ok(Svd {
        left: left.vectors().select_columns(&order),
        values: order.iter().map(|&i| values[i] * scale).collect(),
        right: right.select_columns(&order),
    })
}

fn times(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let mut c = DMatrix::zeros(a.nrows(), b.ncols());
    gemm::product(
        1.0,
        Operand::of(a),
        Operand::of(b),
        0.0,
        &mut Target::of(&mut c),
        Part::Full,
    );
    c
}
