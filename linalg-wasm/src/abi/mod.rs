//! The exports of the WebAssembly module.
//!
//! Memory contract: the host takes room with [`allocate`](memory::allocate), writes its numbers there, calls, reads the results
//! from room it took itself, and gives everything back with [`release`](memory::release). A matrix is `rows * columns` numbers,
//! row after row, of `width` 4 (f32) or 8 (f64) bytes; results are f64 unless said otherwise. Inputs must be finite
//! ([`first_non_finite`](memory::first_non_finite)). Every computation returns 0 or a [`Failure`]'s number, and leaves its
//! results untouched in the second case. The memory may grow during any call: the host makes its views anew after each.

pub mod decompositions;
pub mod memory;
pub mod null_space;
pub mod overlap;
pub mod products;
pub mod statistics;

use crate::failure::{Failure, reserve};
use crate::load::Numbers;
use core::slice;
use nalgebra::DMatrix;

/// Room for `copies` double-precision matrices of the input's shape and as many of `square x square`.
pub(super) fn workspace(
    rows: usize,
    columns: usize,
    square: usize,
    copies: u64,
) -> Result<(), Failure> {
    let (rows, columns, square) = (rows as u64, columns as u64, square as u64);
    let numbers = rows
        .saturating_mul(columns)
        .saturating_add(square.saturating_mul(square));
    reserve_numbers(numbers.saturating_mul(copies))
}

/// Room for as many double-precision numbers, and for the packed blocks of a product.
pub(super) fn reserve_numbers(numbers: u64) -> Result<(), Failure> {
    reserve(numbers.saturating_mul(8).saturating_add(1 << 23))
}

pub(super) fn status(result: Result<(), Failure>) -> i32 {
    result.map_or_else(|failure| failure as i32, |()| 0)
}

/// # Safety
///
/// `data` must point to `length` numbers of `width` bytes, or `length` be 0.
pub(super) unsafe fn numbers<'a>(data: *const u8, width: usize, length: usize) -> Numbers<'a> {
    if length == 0 {
        return Numbers::F64(&[]);
    }
    // SAFETY: the caller's contract; the host aligns everything to 16 bytes.
    unsafe {
        if width == 4 {
            Numbers::F32(slice::from_raw_parts(data.cast(), length))
        } else {
            Numbers::F64(slice::from_raw_parts(data.cast(), length))
        }
    }
}

/// # Safety
///
/// As [`numbers`], for `rows * columns` of them.
pub(super) unsafe fn matrix(
    data: *const u8,
    width: usize,
    rows: usize,
    columns: usize,
) -> DMatrix<f64> {
    // SAFETY: the caller's contract.
    unsafe { numbers(data, width, rows * columns) }.columns(columns, rows)
}

/// # Safety
///
/// `target` must have room for the values.
pub(super) unsafe fn write<T: Copy>(target: *mut T, values: &[T]) {
    // SAFETY: the caller's contract.
    unsafe { target.copy_from_nonoverlapping(values.as_ptr(), values.len()) };
}
