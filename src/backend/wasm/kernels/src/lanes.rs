//! Four floats at a time.

use core::arch::wasm32::{f32x4_splat, v128, v128_load, v128_store};

/// Loads four floats.
///
/// # Safety
///
/// `from` must be readable for four floats.
#[inline(always)]
pub unsafe fn load(from: *const f32) -> v128 {
    // SAFETY: as above; `v128_load` needs no alignment.
    unsafe { v128_load(from.cast()) }
}

/// Stores four floats.
///
/// # Safety
///
/// `to` must be writable for four floats.
#[inline(always)]
pub unsafe fn store(to: *mut f32, value: v128) {
    // SAFETY: as above; `v128_store` needs no alignment.
    unsafe { v128_store(to.cast(), value) }
}

/// Copies `count` floats.
///
/// # Safety
///
/// Both ranges must be valid for `count` floats and not overlap.
#[inline(always)]
pub unsafe fn copy(to: *mut f32, from: *const f32, count: usize) {
    let mut i = 0;
    // SAFETY: `i` stays below `count`.
    unsafe {
        while i + 4 <= count {
            store(to.add(i), load(from.add(i)));
            i += 4;
        }
        while i < count {
            *to.add(i) = *from.add(i);
            i += 1;
        }
    }
}

/// Sets `count` floats to 0.
///
/// # Safety
///
/// The range must be writable for `count` floats.
#[inline(always)]
pub unsafe fn zero(to: *mut f32, count: usize) {
    let zeros = f32x4_splat(0.0);
    let mut i = 0;
    // SAFETY: `i` stays below `count`.
    unsafe {
        while i + 4 <= count {
            store(to.add(i), zeros);
            i += 4;
        }
        while i < count {
            *to.add(i) = 0.0;
            i += 1;
        }
    }
}
