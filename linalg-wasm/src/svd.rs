//! Singular value decomposition by bands.
//!
//! The eigenvectors of A'A are accurate singular vectors only for singular values near the largest one: the error grows with
//! largest / value. So each step takes the values within a factor of [`BAND`] of the largest, orthonormalizes their left
//! vectors, projects these out of the remaining columns of A and goes on with the remainder, which is much smaller. The
//! backward error of each band is a few units of rounding of the band's largest value. The result is as accurate as that of
//! the classical algorithms, for rank-deficient and graded matrices, too, and all of the work is in matrix products and the
//! symmetric eigen-decomposition.

use crate::cosine::gram;
use crate::eigen::{power_of_two, symmetric_eigen};
use crate::failure::Failure;
use crate::gemm::{self, Part};
use crate::implicit_ql::implicit_ql;
use crate::operand::{Operand, Target};
use crate::qr::Qr;
use crate::tridiagonal::reduce;
use crate::vector;
use nalgebra::DMatrix;

/// Largest ratio of singular values in one band.
const BAND: f64 = 16.0;

/// Values below this fraction of the largest are 0.
const FLOOR: f64 = 0.25 * f64::EPSILON;

/// The decomposition `a = left diag(values) right'`.
#[derive(Clone, Debug)]
pub struct Svd {
    /// One orthonormal left singular vector per column: rows x min(rows, columns).
    pub left: DMatrix<f64>,
    /// Descending, never negative.
    pub values: Vec<f64>,
    /// One orthonormal right singular vector per column: columns x min(rows, columns).
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
        } = thin_svd(&a.transpose())?;
        return Ok(Svd {
            left: right,
            values,
            right: left,
        });
    }
    let scale = power_of_two(vector::largest(a.as_slice()));
    let qr = Qr::new(a / scale);
    let mut svd = square(qr.r().clone())?;
    svd.left = qr.q_times(&svd.left);
    svd.values.iter_mut().for_each(|v| *v *= scale);
    Ok(svd)
}

/// Singular values, descending.
///
/// The same bands as in [`thin_svd`], without left vectors: the part of a band that stays in the remainder is a rounding error
/// of the band's largest value, which is within the error of the values. If one band holds all values, as for most trained
/// filters, no vectors are computed.
///
/// # Errors
///
/// As [`thin_svd`].
pub fn singular_values(a: &DMatrix<f64>) -> Result<Vec<f64>, Failure> {
    singular_values_above(a, 0.0)
}

/// Singular values, descending, of which those below `floor` times the largest are rounding errors of the caller's: they are
/// 0. With a floor above 0 there is one band, so no vectors are computed. A value at the floor has an error of about a unit of
/// rounding of the largest, divided by the floor.
///
/// # Errors
///
/// As [`thin_svd`].
pub fn singular_values_above(a: &DMatrix<f64>, floor: f64) -> Result<Vec<f64>, Failure> {
    let ratio = if floor > 0.0 { 1.0 / floor } else { BAND };
    let mut a = if a.nrows() < a.ncols() {
        a.transpose()
    } else {
        a.clone()
    };
    let scale = power_of_two(vector::largest(a.as_slice()));
    a /= scale;
    let n = a.ncols();
    let mut values: Vec<f64> = Vec::with_capacity(n);
    while values.len() < n {
        let tridiagonal = reduce(gram(&a));
        let mut squares = tridiagonal.diagonal.clone();
        let no_vectors = &mut DMatrix::zeros(0, squares.len());
        implicit_ql(&mut squares, &tridiagonal.off_diagonal, no_vectors)?;
        squares.sort_by(|x, y| y.total_cmp(x));
        let largest = squares[0].max(0.0).sqrt();
        if largest <= values.first().map_or(0.0, |first| first * FLOOR) {
            break;
        }
        let band = squares
            .iter()
            .map(|v| v.max(0.0).sqrt())
            .take_while(|v| v * ratio >= largest);
        let taken = band.clone().count();
        values.extend(band);
        if floor > 0.0 {
            break;
        }
        if values.len() < n {
            let rest = squares.len() - taken;
            let vectors = tridiagonal
                .eigen()?
                .vectors
                .columns_range(..rest)
                .into_owned();
            a = times(&a, &vectors);
        }
    }
    values.resize(n, 0.0);
    values.sort_by(|x, y| y.total_cmp(x));
    Ok(values.iter().map(|v| v * scale).collect())
}

fn square(mut a: DMatrix<f64>) -> Result<Svd, Failure> {
    let n = a.ncols();
    let mut left = DMatrix::zeros(n, n);
    let mut values: Vec<f64> = Vec::with_capacity(n);
    let mut right = DMatrix::identity(n, n);
    let mut floor = 0.0;
    while values.len() < n {
        let done = values.len();
        let rest = n - done;
        let eigen = symmetric_eigen(gram(&a))?;
        let descending: Vec<f64> = eigen
            .values
            .iter()
            .rev()
            .map(|v| v.max(0.0).sqrt())
            .collect();
        if done == 0 {
            floor = descending[0] * FLOOR;
        }
        if descending[0] <= floor {
            break;
        }
        let order: Vec<usize> = (0..rest).rev().collect();
        let rotation = eigen.vectors.select_columns(&order);
        let rotated = times(&right.columns_range(done..).into_owned(), &rotation);
        right.columns_range_mut(done..).copy_from(&rotated);
        a = times(&a, &rotation);
        let taken = descending
            .iter()
            .take_while(|v| *v * BAND >= descending[0])
            .count();
        let band = Qr::new(a.columns_range(..taken).into_owned());
        let mut q = band.q(taken);
        for j in 0..taken {
            let length = band.r()[(j, j)];
            if length < 0.0 {
                q.column_mut(j).neg_mut();
            }
            values.push(length.abs());
        }
        left.columns_range_mut(done..done + taken).copy_from(&q);
        a = a.columns_range(taken..).into_owned();
        project_out(&left.columns_range(..done + taken).into_owned(), &mut a);
    }
    let found = values.len();
    if found < n {
        // The remaining singular values are 0, so any orthonormal completion will do for the other left vectors.
        let all = Qr::new(left.columns_range(..found).into_owned()).q(n);
        left.columns_range_mut(found..)
            .copy_from(&all.columns_range(found..));
        values.resize(n, 0.0);
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| values[j].total_cmp(&values[i]));
    Ok(Svd {
        left: left.select_columns(&order),
        values: order.iter().map(|&i| values[i]).collect(),
        right: right.select_columns(&order),
    })
}

/// Subtracts from each column of `a` its part in the span of an orthonormal `basis`, twice.
fn project_out(basis: &DMatrix<f64>, a: &mut DMatrix<f64>) {
    let q = Operand::of(basis);
    for _ in 0..2 {
        let mut parts = DMatrix::zeros(basis.ncols(), a.ncols());
        let mut target = Target::of(&mut parts);
        gemm::product(
            1.0,
            q.transpose(),
            Operand::of(a),
            0.0,
            &mut target,
            Part::Full,
        );
        gemm::product(
            -1.0,
            q,
            Operand::of(&parts),
            1.0,
            &mut Target::of(a),
            Part::Full,
        );
    }
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
