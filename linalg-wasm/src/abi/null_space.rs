//! New filters for re-initialization.

use super::{matrix, numbers, reserve_numbers, status, write};
use crate::null_space;

/// New filters, as orthogonal to survivors and old values as the dimensions allow: `filters` gets `count x columns` f32
/// numbers, `rungs` `count` bytes (a [`Rung`](null_space::Rung) each), `max_cosine` `count` numbers. All inputs have `columns`
/// columns and the same width.
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
    let (rows, fan_in) = ((survivor_rows + old_rows + count) as u64, columns as u64);
    let smaller = rows.min(fan_in);
    // For copies of the filters, Gram matrices of the constraints, and the third rung's eigenvectors.
    let numbers_needed = rows
        .saturating_mul(
            fan_in
                .saturating_mul(8)
                .saturating_add(rows.saturating_mul(3)),
        )
        .saturating_add(smaller.saturating_mul(smaller).saturating_mul(12));
    status(reserve_numbers(numbers_needed).and_then(|()| {
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
    }))
}
