//! Matrix products in the inputs' own precision.

use super::status;
use crate::failure::reserve;
use crate::gemm::{self, Part};
use crate::kernel::Scalar;
use crate::operand::{Operand, Target};
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
unsafe fn product_of<T: Scalar + Into<T>>(
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
    // Row-major numbers are the transposes of nalgebra's: c' = b' a'.
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

/// `result = w w'` in the input's own width, half the work of a full product; both triangles are written.
///
/// # Safety
///
/// The memory contract of this module; `result` holds `rows x rows` numbers of the input's width.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn self_product(
    w: *const u8,
    width: usize,
    rows: usize,
    columns: usize,
    result: *mut u8,
) -> i32 {
    status(reserve(1 << 24).map(|()| {
        // SAFETY: the caller's contract.
        unsafe {
            if width == 4 {
                self_product_of::<f32>(w.cast(), rows, columns, result.cast());
            } else {
                self_product_of::<f64>(w.cast(), rows, columns, result.cast());
            }
        }
    }))
}

/// # Safety
///
/// As [`self_product`].
unsafe fn self_product_of<T: Scalar + Into<T>>(
    w: *const T,
    rows: usize,
    columns: usize,
    result: *mut T,
) {
    // SAFETY: the caller's contract.
    let (w, c) = unsafe {
        (
            slice::from_raw_parts(w, rows * columns),
            slice::from_raw_parts_mut(result, rows * rows),
        )
    };
    let w = Operand::columns(w, columns, rows);
    let mut c = DMatrixViewMut::from_slice(c, rows, rows);
    let mut target = Target::of(&mut c);
    gemm::product(
        T::ONE,
        w.transpose(),
        w,
        T::default(),
        &mut target,
        Part::Lower,
    );
    gemm::mirror(&mut target);
}
