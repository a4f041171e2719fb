//! The exports of the WebAssembly module.
//!
//! Memory contract: the host takes room with [`alloc`], writes its numbers there, calls, reads the results from room it
//! took itself, and gives everything back with [`free`]. A matrix is `rows * columns` numbers, row after row, of `width`
//! 4 (f32) or 8 (f64) bytes; results are f64 unless said otherwise. Inputs must be finite ([`first_non_finite`]).
//! Every computation returns 0 or a [`Failure`]'s number, and leaves its results untouched in the second case. The memory
//! may grow during any call: the host makes its views anew after each.

use crate::cosine::{self, Normalisation};
use crate::failure::{Failure, reserve};
use crate::load::Numbers;
use crate::{null_space, svd};
use core::slice;
use nalgebra::DMatrix;
use std::alloc::Layout;

/// Alignment of every allocation: one SIMD vector.
const ALIGNMENT: usize = 16;

/// Takes `bytes` of the module's memory, aligned to 16; 0 when there is no room or `bytes` is 0.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(bytes: usize) -> *mut u8 {
    match Layout::from_size_align(bytes, ALIGNMENT) {
        // SAFETY: the size is not zero.
        Ok(layout) if bytes > 0 => unsafe { std::alloc::alloc(layout) },
        _ => core::ptr::null_mut(),
    }
}

/// Gives back what [`alloc`] gave for the same number of bytes.
///
/// # Safety
///
/// `pointer` must come from `alloc(bytes)` and not have been given back; 0 is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(pointer: *mut u8, bytes: usize) {
    if let (false, Ok(layout)) = (pointer.is_null(), Layout::from_size_align(bytes, ALIGNMENT)) {
        // SAFETY: the caller's contract.
        unsafe { std::alloc::dealloc(pointer, layout) };
    }
}

/// The index of the first NaN or infinity among `length` numbers, or -1.
///
/// # Safety
///
/// `data` must point to `length` numbers of `width` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn first_non_finite(data: *const u8, width: usize, length: usize) -> isize {
    // SAFETY: the caller's contract.
    let numbers = unsafe { numbers(data, width, length) };
    numbers
        .first_non_finite()
        .map_or(-1, |index| index as isize)
}

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
    status(workspace(rows, columns, rows, 2).map(|()| {
        // SAFETY: the caller's contract.
        unsafe {
            write(
                result,
                cosine::gram(&matrix(data, width, rows, columns)).as_slice(),
            )
        };
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

/// RePr's orthogonality score of each row: `rows` numbers. `whole` is 1 to normalise by the whole matrix's norm.
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
    whole: i32,
    result: *mut f64,
) -> i32 {
    let normalisation = if whole == 0 {
        Normalisation::Filter
    } else {
        Normalisation::Matrix
    };
    status(workspace(rows, columns, rows, 2).map(|()| {
        // SAFETY: the caller's contract.
        unsafe {
            let filters = matrix(data, width, rows, columns);
            write(result, &cosine::orthogonality(filters, normalisation));
        }
    }))
}

/// Singular values, descending: `min(rows, columns)` numbers.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn singular_values(
    data: *const u8,
    width: usize,
    rows: usize,
    columns: usize,
    result: *mut f64,
) -> i32 {
    status(
        workspace(rows, columns, rows.min(columns), 8).and_then(|()| {
            // SAFETY: the caller's contract.
            let values = unsafe { svd::singular_values(&matrix(data, width, rows, columns))? };
            unsafe { write(result, &values) };
            Ok(())
        }),
    )
}

/// New filters by the ladder of re-initialisation: `filters` gets `count x columns` f32 numbers, `rungs` `count` bytes (a
/// [`null_space::Rung`] each), `max_cosine` `count` numbers. All inputs have `columns` columns and the same width.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn sample_null_space(
    survivors: *const u8,
    survivor_rows: usize,
    old: *const u8,
    old_rows: usize,
    gaussians: *const u8,
    count: usize,
    width: usize,
    columns: usize,
    length: f64,
    filters: *mut f32,
    rungs: *mut u8,
    max_cosine: *mut f64,
) -> i32 {
    let rows = survivor_rows + old_rows + count;
    status(
        workspace(rows, columns, rows.max(columns), 3).and_then(|()| {
            // SAFETY: the caller's contract.
            unsafe {
                let survivors = numbers(survivors, width, survivor_rows * columns)
                    .unit_columns(columns, survivor_rows);
                let old = numbers(old, width, old_rows * columns).unit_columns(columns, old_rows);
                let gaussians = matrix(gaussians, width, count, columns);
                let made = null_space::sample(&survivors, &old, &gaussians, length)?;
                write(filters, made.filters.as_slice());
                let codes: Vec<u8> = made.rungs.iter().map(|&rung| rung as u8).collect();
                write(rungs, &codes);
                write(max_cosine, &made.max_cosine);
            }
            Ok(())
        }),
    )
}

/// Room for `copies` double-precision matrices of the input's shape and as many of `square x square`.
fn workspace(rows: usize, columns: usize, square: usize, copies: u64) -> Result<(), Failure> {
    let (rows, columns, square) = (rows as u64, columns as u64, square as u64);
    let numbers = rows
        .saturating_mul(columns)
        .saturating_add(square.saturating_mul(square));
    reserve(numbers.saturating_mul(8 * copies).saturating_add(1 << 20))
}

fn status(result: Result<(), Failure>) -> i32 {
    result.map_or_else(|failure| failure as i32, |()| 0)
}

/// # Safety
///
/// `data` must point to `length` numbers of `width` bytes, or `length` be 0.
unsafe fn numbers<'a>(data: *const u8, width: usize, length: usize) -> Numbers<'a> {
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
unsafe fn matrix(data: *const u8, width: usize, rows: usize, columns: usize) -> DMatrix<f64> {
    // SAFETY: the caller's contract.
    unsafe { numbers(data, width, rows * columns) }.columns(columns, rows)
}

/// # Safety
///
/// `target` must have room for the values.
unsafe fn write<T: Copy>(target: *mut T, values: &[T]) {
    // SAFETY: the caller's contract.
    unsafe { target.copy_from_nonoverlapping(values.as_ptr(), values.len()) };
}
