//! Batch normalization in training, and its gradient, over the rows of a matrix with one column for each channel.

use crate::elementwise::add_compensated;
use crate::lanes::{load, store, zero};
use core::arch::wasm32::{f32x4_add, f32x4_mul, f32x4_splat, f32x4_sub, v128};

/// Rows that are summed without compensation. The sums of such blocks are added with compensation.
const BLOCK: usize = 64;

/// A term that is summed over the rows: for four neighboring elements, and for one.
trait Term {
    unsafe fn four(&self, index: usize, column: usize) -> v128;
    unsafe fn one(&self, index: usize, column: usize) -> f32;
}

/// `(x - mean)^2`.
struct SquaredDeviation {
    x: *const f32,
    mean: *const f32,
}

impl Term for SquaredDeviation {
    #[inline(always)]
    unsafe fn four(&self, index: usize, column: usize) -> v128 {
        // SAFETY: the caller stays within the matrix.
        unsafe {
            let deviation = f32x4_sub(load(self.x.add(index)), load(self.mean.add(column)));
            f32x4_mul(deviation, deviation)
        }
    }

    #[inline(always)]
    unsafe fn one(&self, index: usize, column: usize) -> f32 {
        // SAFETY: as above.
        unsafe {
            let deviation = *self.x.add(index) - *self.mean.add(column);
            deviation * deviation
        }
    }
}

/// `dy (x - mean)`.
struct WeightedDeviation {
    dy: *const f32,
    x: *const f32,
    mean: *const f32,
}

impl Term for WeightedDeviation {
    #[inline(always)]
    unsafe fn four(&self, index: usize, column: usize) -> v128 {
        // SAFETY: the caller stays within the matrix.
        unsafe {
            let deviation = f32x4_sub(load(self.x.add(index)), load(self.mean.add(column)));
            f32x4_mul(load(self.dy.add(index)), deviation)
        }
    }

    #[inline(always)]
    unsafe fn one(&self, index: usize, column: usize) -> f32 {
        // SAFETY: as above.
        unsafe { *self.dy.add(index) * (*self.x.add(index) - *self.mean.add(column)) }
    }
}

/// An element itself.
struct Element {
    x: *const f32,
}

impl Term for Element {
    #[inline(always)]
    unsafe fn four(&self, index: usize, _: usize) -> v128 {
        // SAFETY: the caller stays within the matrix.
        unsafe { load(self.x.add(index)) }
    }

    #[inline(always)]
    unsafe fn one(&self, index: usize, _: usize) -> f32 {
        // SAFETY: as above.
        unsafe { *self.x.add(index) }
    }
}

/// Sums a term over the rows; `scratch` has twice as many floats as there are columns.
unsafe fn sum<T: Term>(term: &T, sums: *mut f32, scratch: *mut f32, rows: usize, columns: usize) {
    // SAFETY: indices stay below `rows * columns`.
    unsafe {
        let lost = scratch.add(columns);
        zero(sums, columns);
        zero(lost, columns);
        for first in (0..rows).step_by(BLOCK) {
            let last = rows.min(first + BLOCK);
            let mut c = 0;
            while c + 8 <= columns {
                let (mut left, mut right) = (f32x4_splat(0.0), f32x4_splat(0.0));
                for row in first..last {
                    left = f32x4_add(left, term.four(row * columns + c, c));
                    right = f32x4_add(right, term.four(row * columns + c + 4, c + 4));
                }
                store(scratch.add(c), left);
                store(scratch.add(c + 4), right);
                c += 8;
            }
            while c < columns {
                let mut total = 0.0;
                for row in first..last {
                    total += term.one(row * columns + c, c);
                }
                *scratch.add(c) = total;
                c += 1;
            }
            add_compensated(sums, lost, scratch, columns);
        }
    }
}

/// Floats that both functions need as scratch.
///
/// # Safety
///
/// None: it reads no memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn batch_norm_floats(columns: usize) -> usize {
    3 * columns
}

/// `y = (x - mean) / sqrt(variance + epsilon) * scale + offset` with each column's mean and (biased) variance, which are
/// also written.
///
/// # Safety
///
/// `x` and `y` must be valid for `rows * columns` floats, `scratch` for [`batch_norm_floats`], the others for `columns`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn batch_norm(
    x: *const f32,
    scale: *const f32,
    offset: *const f32,
    y: *mut f32,
    mean: *mut f32,
    variance: *mut f32,
    scratch: *mut f32,
    rows: usize,
    columns: usize,
    epsilon: f32,
) {
    // SAFETY: as above.
    unsafe {
        sum(&Element { x }, mean, scratch, rows, columns);
        divide(mean, rows, columns);
        sum(
            &SquaredDeviation { x, mean },
            variance,
            scratch,
            rows,
            columns,
        );
        divide(variance, rows, columns);
        let (factor, term) = (scratch, scratch.add(columns));
        for c in 0..columns {
            *factor.add(c) = *scale.add(c) / square_root(*variance.add(c) + epsilon);
            *term.add(c) = *offset.add(c) - *mean.add(c) * *factor.add(c);
        }
        for row in 0..rows {
            let (from, to) = (x.add(row * columns), y.add(row * columns));
            let mut c = 0;
            while c + 4 <= columns {
                let product = f32x4_mul(load(from.add(c)), load(factor.add(c)));
                store(to.add(c), f32x4_add(product, load(term.add(c))));
                c += 4;
            }
            while c < columns {
                *to.add(c) = *from.add(c) * *factor.add(c) + *term.add(c);
                c += 1;
            }
        }
    }
}

/// The gradients of [`batch_norm`] with respect to `x`, `scale` and `offset`.
///
/// # Safety
///
/// `dy`, `x` and `dx` must be valid for `rows * columns` floats, `scratch` for [`batch_norm_floats`], the others for
/// `columns`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn batch_norm_gradient(
    dy: *const f32,
    x: *const f32,
    scale: *const f32,
    mean: *const f32,
    variance: *const f32,
    dx: *mut f32,
    dscale: *mut f32,
    doffset: *mut f32,
    scratch: *mut f32,
    rows: usize,
    columns: usize,
    epsilon: f32,
) {
    // SAFETY: as above.
    unsafe {
        sum(&Element { x: dy }, doffset, scratch, rows, columns);
        sum(
            &WeightedDeviation { dy, x, mean },
            dscale,
            scratch,
            rows,
            columns,
        );
        // dx = a (dy - sum(dy) / n - (x - mean) / (variance + epsilon) sum(dy (x - mean)) / n) = a dy + b x + c
        let (a, b, c) = (scratch, scratch.add(columns), scratch.add(2 * columns));
        let n = rows as f32;
        for i in 0..columns {
            let inverse = 1.0 / square_root(*variance.add(i) + epsilon);
            *a.add(i) = *scale.add(i) * inverse;
            *b.add(i) = -*a.add(i) * inverse * inverse * *dscale.add(i) / n;
            *c.add(i) = -*a.add(i) * *doffset.add(i) / n - *b.add(i) * *mean.add(i);
            *dscale.add(i) *= inverse;
        }
        for row in 0..rows {
            let start = row * columns;
            let mut i = 0;
            while i + 4 <= columns {
                let left = f32x4_mul(load(dy.add(start + i)), load(a.add(i)));
                let right = f32x4_mul(load(x.add(start + i)), load(b.add(i)));
                let both = f32x4_add(f32x4_add(left, right), load(c.add(i)));
                store(dx.add(start + i), both);
                i += 4;
            }
            while i < columns {
                let at = start + i;
                *dx.add(at) = *dy.add(at) * *a.add(i) + *x.add(at) * *b.add(i) + *c.add(i);
                i += 1;
            }
        }
    }
}

unsafe fn divide(sums: *mut f32, rows: usize, columns: usize) {
    for c in 0..columns {
        // SAFETY: `c` is a column.
        unsafe { *sums.add(c) /= rows as f32 };
    }
}

/// `core` has no stable square root, but WebAssembly has one for vectors.
fn square_root(value: f32) -> f32 {
    use core::arch::wasm32::{f32x4_extract_lane, f32x4_sqrt};
    f32x4_extract_lane::<0>(f32x4_sqrt(f32x4_splat(value)))
}
