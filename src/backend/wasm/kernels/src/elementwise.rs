//! ReLU, its gradient, and sums over all axes but the last.

use crate::lanes::{load, store, zero};
use core::arch::wasm32::{f32x4_add, f32x4_gt, f32x4_pmax, f32x4_splat, v128_and};

/// Rows that are summed without compensation. The sums of such blocks are added with compensation.
const BLOCK: usize = 64;

/// `y = max(x, 0)`, and NaN where `x` is NaN.
///
/// # Safety
///
/// The addresses must be valid for `count` floats.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn relu(x: *const f32, y: *mut f32, count: usize) {
    let zeros = f32x4_splat(0.0);
    let mut i = 0;
    // SAFETY: `i` stays below `count`.
    unsafe {
        while i + 4 <= count {
            store(y.add(i), f32x4_pmax(load(x.add(i)), zeros));
            i += 4;
        }
        while i < count {
            let value = *x.add(i);
            *y.add(i) = if value < 0.0 { 0.0 } else { value };
            i += 1;
        }
    }
}

/// `dx = dy` where `x > 0`, else 0.
///
/// # Safety
///
/// The addresses must be valid for `count` floats.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn relu_gradient(dy: *const f32, x: *const f32, dx: *mut f32, count: usize) {
    let zeros = f32x4_splat(0.0);
    let mut i = 0;
    // SAFETY: `i` stays below `count`.
    unsafe {
        while i + 4 <= count {
            store(
                dx.add(i),
                v128_and(load(dy.add(i)), f32x4_gt(load(x.add(i)), zeros)),
            );
            i += 4;
        }
        while i < count {
            *dx.add(i) = if *x.add(i) > 0.0 { *dy.add(i) } else { 0.0 };
            i += 1;
        }
    }
}

/// `sums[column]` = the sum of that column of `x`, `rows` x `columns`.
///
/// # Safety
///
/// `x` must be valid for the matrix, `sums` for `columns` floats, `scratch` for twice as many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sum_rows(
    x: *const f32,
    sums: *mut f32,
    scratch: *mut f32,
    rows: usize,
    columns: usize,
) {
    // SAFETY: each block is within the matrix.
    unsafe {
        let lost = scratch.add(columns);
        zero(sums, columns);
        zero(lost, columns);
        for first in (0..rows).step_by(BLOCK) {
            let block = x.add(first * columns);
            sum_block(block, scratch, BLOCK.min(rows - first), columns);
            add_compensated(sums, lost, scratch, columns);
        }
    }
}

unsafe fn sum_block(x: *const f32, sums: *mut f32, rows: usize, columns: usize) {
    let mut c = 0;
    // SAFETY: `c` is a column and the addresses stay within the block.
    unsafe {
        while c + 16 <= columns {
            let mut sum = [f32x4_splat(0.0); 4];
            for row in 0..rows {
                let from = x.add(row * columns + c);
                for (i, sum) in sum.iter_mut().enumerate() {
                    *sum = f32x4_add(*sum, load(from.add(4 * i)));
                }
            }
            for (i, sum) in sum.into_iter().enumerate() {
                store(sums.add(c + 4 * i), sum);
            }
            c += 16;
        }
        while c < columns {
            let mut sum = 0.0;
            for row in 0..rows {
                sum += *x.add(row * columns + c);
            }
            *sums.add(c) = sum;
            c += 1;
        }
    }
}

/// Kahan's summation: `sums += more`, where `lost` is the rounding error of the last addition.
///
/// # Safety
///
/// The three addresses must be valid for `count` floats.
pub unsafe fn add_compensated(sums: *mut f32, lost: *mut f32, more: *const f32, count: usize) {
    for i in 0..count {
        // SAFETY: `i` stays below `count`.
        unsafe {
            let term = *more.add(i) - *lost.add(i);
            let sum = *sums.add(i) + term;
            *lost.add(i) = (sum - *sums.add(i)) - term;
            *sums.add(i) = sum;
        }
    }
}
