//! Matrix products in the inputs' own precision.

use super::status;
use crate::failure::reserve;
use crate::gemm::{self, Part};
use crate::operand::{Operand, Target};
use crate::pack::Packed;
use core::slice;
use nalgebra::DMatrixViewMut;

/// `result = a b`, all row-major and of the same width: `a` is `rows x depth`, `b` `depth x columns`.
///
/// # Safety
///
/// The memory contract of this module; `result` has the inputs' width.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn product(
    a: *const u8,
    b: *const u8,
    width: usize,
    rows: usize,
    depth: usize,
    columns: usize,
    result: *mut u8,
) -> i32 {
    status(reserve(1 << 24).map(|()| {
        // SAFETY: the caller's contract.
        unsafe {
            if width == 4 {
                product_of::<f32>(a.cast(), b.cast(), rows, depth, columns, result.cast());
            } else {
                product_of::<f64>(a.cast(), b.cast(), rows, depth, columns, result.cast());
            }
        }
    }))
}

/// # Safety
///
/// As [`product`].
unsafe fn product_of<T: Packed + Into<T>>(
    a: *const T,
    b: *const T,
    rows: usize,
    depth: usize,
    columns: usize,
    result: *mut T,
) {
    // SAFETY: the caller's contract.
    let (a, b, c) = unsafe {
        (
            slice::from_raw_parts(a, rows * depth),
            slice::from_raw_parts(b, depth * columns),
            slice::from_raw_parts_mut(result, rows * columns),
        )
    };
    // A row-major matrix is the transpose of nalgebra's column-major one: c' = b' a'.
    let (a, b) = (
        Operand::columns(a, depth, rows),
        Operand::columns(b, columns, depth),
    );
    let mut c = DMatrixViewMut::from_slice(c, columns, rows);
    gemm::product(
        T::ONE,
        b,
        a,
        T::default(),
        &mut Target::of(&mut c),
        Part::Full,
    );
}
