//! Memory for inputs and results. The names differ from those of libc, whose functions native builds would replace.

use super::numbers;
use std::alloc::Layout;

/// Alignment of every allocation: one SIMD vector.
const ALIGNMENT: usize = 16;

/// Allocates `bytes` of the module's memory, aligned to 16; 0 if they do not fit or `bytes` is 0.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(bytes: usize) -> *mut u8 {
    match Layout::from_size_align(bytes, ALIGNMENT) {
        // SAFETY: the size is not zero.
        Ok(layout) if bytes > 0 => unsafe { std::alloc::alloc(layout) },
        _ => core::ptr::null_mut(),
    }
}

/// Releases memory that [`allocate`] returned for the same number of bytes.
///
/// # Safety
///
/// `pointer` must come from `allocate(bytes)` and must not have been released; 0 is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(pointer: *mut u8, bytes: usize) {
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
