//! Overlap of filters.

use super::{matrix, numbers, status, workspace, write};
use crate::cosine::{self, Normalization};
use crate::load::Numbers;
use crate::operand::Operand;

/// Inner products of all rows: `rows x rows` numbers.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gram(
    data: *const u8,
    width: usize,
    rows: usize,
    columns: usize,
    result: *mut f64,
) -> i32 {
    status(workspace(0, columns, rows, 2).map(|()| {
        // SAFETY: the caller's contract.
        let products = match unsafe { numbers(data, width, rows * columns) } {
            Numbers::F32(values) => cosine::gram_of(Operand::columns(values, columns, rows)),
            Numbers::F64(values) => cosine::gram_of(Operand::columns(values, columns, rows)),
        };
        unsafe { write(result, products.as_slice()) };
    }))
}

/// Cosines of all pairs of rows: `rows x rows` numbers.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cosines(
    data: *const u8,
    width: usize,
    rows: usize,
    columns: usize,
    result: *mut f64,
) -> i32 {
    status(workspace(rows, columns, rows, 2).map(|()| {
        // SAFETY: the caller's contract.
        unsafe {
            let units = numbers(data, width, rows * columns).unit_columns(columns, rows);
            write(result, cosine::cosines(&units).as_slice());
        }
    }))
}

/// RePr's orthogonality score of each row: `rows` numbers. `by_matrix_norm` is 1 to divide by the norm
/// of the matrix, 0 to divide each row by its own.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthogonality(
    data: *const u8,
    width: usize,
    rows: usize,
    columns: usize,
    by_matrix_norm: i32,
    result: *mut f64,
) -> i32 {
    let normalization = if by_matrix_norm == 0 {
        Normalization::Filter
    } else {
        Normalization::Matrix
    };
    status(workspace(rows, columns, rows, 2).map(|()| {
        // SAFETY: the caller's contract.
        unsafe {
            let filters = matrix(data, width, rows, columns);
            write(result, &cosine::orthogonality(filters, normalization));
        }
    }))
}

/// RePr's orthogonality score of each row, the index of its most aligned other row (-1 if there is none) and the cosine
/// with it: three times `rows` numbers, one list after the other.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siblings(
    data: *const u8,
    width: usize,
    rows: usize,
    columns: usize,
    result: *mut f64,
) -> i32 {
    status(workspace(rows, columns, rows, 2).map(|()| {
        // SAFETY: the caller's contract.
        unsafe {
            let filters = numbers(data, width, rows * columns);
            let found = cosine::siblings(&filters, columns, rows);
            let nearest: Vec<f64> = found
                .nearest
                .iter()
                .map(|index| index.map_or(-1.0, |index| index as f64))
                .collect();
            write(result, &[found.scores, nearest, found.cosines].concat());
        }
    }))
}
