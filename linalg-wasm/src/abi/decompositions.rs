//! Decompositions. The inputs and results are row-major: nalgebra sees their transposes.

use super::{matrix, status, workspace, write};
use crate::eigen::symmetric_eigen;
use crate::qr::Qr;
use crate::svd;

/// Singular values, descending: `min(rows, columns)` numbers. Those below `floor` times the largest are 0; 0 for all digits.
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
    floor: f64,
    result: *mut f64,
) -> i32 {
    status(
        workspace(rows, columns, rows.min(columns), 8).and_then(|()| {
            // SAFETY: the caller's contract.
            let a = unsafe { matrix(data, width, rows, columns) };
            let values = svd::singular_values_above(&a, floor)?;
            unsafe { write(result, &values) };
            Ok(())
        }),
    )
}

/// Thin singular value decomposition, k = min(rows, columns): `left` gets `rows x k` numbers, `values` k, descending, and
/// `right` `columns x k`.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn thin_svd(
    data: *const u8,
    width: usize,
    rows: usize,
    columns: usize,
    left: *mut f64,
    values: *mut f64,
    right: *mut f64,
) -> i32 {
    status(
        workspace(rows, columns, rows.min(columns), 10).and_then(|()| {
            // SAFETY: the caller's contract.
            let svd = svd::thin_svd(&unsafe { matrix(data, width, rows, columns) })?;
            // The transpose was decomposed: left and right are exchanged.
            unsafe {
                write(left, svd.right.transpose().as_slice());
                write(values, &svd.values);
                write(right, svd.left.transpose().as_slice());
            }
            Ok(())
        }),
    )
}

/// Eigenvalues, ascending, and eigenvectors (`order x order`, one per column) of a symmetric matrix, of which the upper
/// triangle is read.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn eigen(
    data: *const u8,
    width: usize,
    order: usize,
    values: *mut f64,
    vectors: *mut f64,
) -> i32 {
    status(workspace(order, order, order, 4).and_then(|()| {
        // SAFETY: the caller's contract.
        let eigen = symmetric_eigen(unsafe { matrix(data, width, order, order) })?;
        let mut columns = eigen.vectors;
        columns.transpose_mut();
        unsafe {
            write(values, &eigen.values);
            write(vectors, columns.as_slice());
        }
        Ok(())
    }))
}

/// Thin QR decomposition of a matrix with rows >= columns: `q` gets `rows x columns` numbers, `r` `columns x columns`.
///
/// # Safety
///
/// The memory contract of this module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn qr(
    data: *const u8,
    width: usize,
    rows: usize,
    columns: usize,
    q: *mut f64,
    r: *mut f64,
) -> i32 {
    status(workspace(rows, columns, columns, 4).map(|()| {
        // SAFETY: the caller's contract.
        let qr = Qr::new(unsafe { matrix(data, width, rows, columns) }.transpose());
        unsafe {
            write(q, qr.q(columns).transpose().as_slice());
            write(r, qr.r().transpose().as_slice());
        }
    }))
}
