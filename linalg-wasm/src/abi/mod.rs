//! The exports of the WebAssembly module.
//!
//! Memory contract: the host allocates memory for inputs and results with [`allocate`](memory::allocate), writes the inputs,
//! calls, reads the results and releases all of the memory with [`release`](memory::release). A matrix is `rows * columns`
//! numbers, row after row, of `width` 4 (f32) or 8 (f64) bytes; results are f64 unless stated otherwise. Inputs must be finite
//! ([`first_non_finite`](memory::first_non_finite)). Every computation returns 0 or the number of a [`Failure`]; after a
//! failure the results are unchanged. The memory may grow during any call, so the host creates new views of it after each call.

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

/// Checks that `copies` double-precision matrices of the input's shape and as many of `square x square` fit into memory.
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

/// Checks that `numbers` double-precision numbers and the packed blocks of a product fit into memory.
pub(super) fn reserve_numbers(numbers: u64) -> Result<(), Failure> {
    reserve(numbers.saturating_mul(8).saturating_add(1 << 23))
}

pub(super) fn status(result: Result<(), Failure>) -> i32 {
    result.map_or_else(|failure| failure as i32, |()| 0)
}

/// # Safety
///
/// `data` must point to `length` numbers of `width` bytes, or `length` must be 0.
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
/// The contract of [`numbers`] for `rows * columns` of them.
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
/// `target` must point to memory for all of the values.
pub(super) unsafe fn write<T: Copy>(target: *mut T, values: &[T]) {
    // SAFETY: the caller's contract.
    unsafe { target.copy_from_nonoverlapping(values.as_ptr(), values.len()) };
}
