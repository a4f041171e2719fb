//! The innermost loop of the matrix product: one tile of the result from two packed panels.

pub mod pair;
#[cfg_attr(target_arch = "wasm32", allow(dead_code))]
mod portable;
#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(not(target_arch = "wasm32"))]
use portable::{tile_f32, tile_f64};
#[cfg(target_arch = "wasm32")]
use wasm::{tile_f32, tile_f64};

/// The depth of packed panels is a multiple of this: the loops of the kernels are unrolled so many times.
pub const UNROLL: usize = 4;

/// A number type that products can accumulate in.
pub trait Scalar: nalgebra::Scalar + Copy + Default {
    /// Rows of a tile.
    const MR: usize;
    /// Columns of a tile.
    const NR: usize;
    /// The number 1.
    const ONE: Self;
    /// `x * y + z`, rounded twice.
    fn multiply_add(self, y: Self, z: Self) -> Self;
    /// `tile = a b` with `a` packed as `depth x MR`, `b` as `depth x NR` and `tile` as `MR x NR`.
    ///
    /// # Safety
    ///
    /// Each pointer must point to that many numbers, and `depth` must be a positive multiple of [`UNROLL`].
    unsafe fn tile(depth: usize, a: *const Self, b: *const Self, tile: *mut Self);
}

macro_rules! scalar {
    ($type:ty, $mr:literal, $nr:literal, $tile:ident) => {
        impl Scalar for $type {
            const MR: usize = $mr;
            const NR: usize = $nr;
            const ONE: Self = 1.0;

            #[inline(always)]
            fn multiply_add(self, y: Self, z: Self) -> Self {
                self * y + z
            }

            #[inline(always)]
            unsafe fn tile(depth: usize, a: *const Self, b: *const Self, tile: *mut Self) {
                // SAFETY: the same contract.
                unsafe { $tile(depth, a, b, tile) }
            }
        }
    };
}

scalar!(f32, 4, 8, tile_f32);
scalar!(f64, 4, 4, tile_f64);
