//! Streaming moments and canonical correlations.

use super::{matrix, numbers, status, workspace, write};
use crate::correlation::{self, Canonical};
use crate::load::Numbers;
use crate::moments;
use crate::pairwise::pairwise;
use core::slice;
use nalgebra::DMatrix;

/// Adds `rows` observations of `columns` variables to moments of `count` observations so far, in place: `origin` holds one
/// observation, `mean` the mean's distance from it, `scatter` `columns x columns` numbers, of which the upper triangle is used.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn add_moments(
    data: *const u8,
    width: usize,
    rows: usize,
    columns: usize,
    count: f64,
    origin: *const f64,
    mean: *mut f64,
    scatter: *mut f64,
) -> i32 {
    status(workspace(0, 0, columns, 3).map(|()| {
        // SAFETY: the caller's contract.
        unsafe {
            let origin = slice::from_raw_parts(origin, columns);
            let mean = slice::from_raw_parts_mut(mean, columns);
            let mut sums = matrix(scatter.cast(), 8, columns, columns);
            match numbers(data, width, rows * columns) {
                Numbers::F32(values) => moments::add(values, rows, count, origin, mean, &mut sums),
                Numbers::F64(values) => moments::add(values, rows, count, origin, mean, &mut sums),
            }
            write(scatter, sums.as_slice());
        }
    }))
}

/// Canonical correlations of the first `split` of `order` variables with the others, from the covariance of all. With
/// k = min(split, order - split), `correlations` gets up to k numbers, `left` `split x k`, `right` `(order - split) x k`, and
/// `facts` four: the number of correlations, both ranks, by how much rounding had put the largest above 1.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn canonical_of_covariance(
    covariance: *const u8,
    width: usize,
    order: usize,
    split: usize,
    tolerance: f64,
    correlations: *mut f64,
    left: *mut f64,
    right: *mut f64,
    facts: *mut f64,
) -> i32 {
    status(workspace(0, 0, order, 8).and_then(|()| {
        // SAFETY: the caller's contract.
        unsafe {
            let covariance = matrix(covariance, width, order, order);
            let canonical = correlation::canonical(&covariance, split, tolerance)?;
            write_canonical(
                &canonical,
                split.min(order - split),
                correlations,
                left,
                right,
                facts,
            );
        }
        Ok(())
    }))
}

/// First canonical correlations of every two sets of `size` of `order` variables, from the covariance of all:
/// `correlations` gets `(order / size) x (order / size)` numbers, `excess` one.
///
/// # Safety
///
/// The memory contract of this module; `size` divides `order`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn canonical_pairs(
    covariance: *const u8,
    width: usize,
    order: usize,
    size: usize,
    tolerance: f64,
    correlations: *mut f64,
    excess: *mut f64,
) -> i32 {
    status(workspace(0, 0, order, 3).and_then(|()| {
        // SAFETY: the caller's contract.
        unsafe {
            let covariance = matrix(covariance, width, order, order);
            let pairs = pairwise(&covariance, size, tolerance)?;
            write(correlations, pairs.correlations.as_slice());
            write(excess, &[pairs.excess]);
        }
        Ok(())
    }))
}

/// Writes the results; coefficients are row-major and padded with zeros to `width` columns.
///
/// # Safety
///
/// The pointers are those of [`canonical_of_covariance`].
unsafe fn write_canonical(
    canonical: &Canonical,
    width: usize,
    correlations: *mut f64,
    left: *mut f64,
    right: *mut f64,
    facts: *mut f64,
) {
    let rows = |coefficients: &DMatrix<f64>| {
        let mut rows = DMatrix::zeros(width, coefficients.nrows());
        let count = coefficients.ncols().min(width);
        rows.rows_mut(0, count)
            .copy_from(&coefficients.columns(0, count).transpose());
        rows
    };
    let (first, second) = canonical.ranks;
    // SAFETY: the caller's contract.
    unsafe {
        write(correlations, &canonical.correlations);
        write(left, rows(&canonical.left).as_slice());
        write(right, rows(&canonical.right).as_slice());
        let count = canonical.correlations.len() as f64;
        write(
            facts,
            &[count, first as f64, second as f64, canonical.excess],
        );
    }
}
