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

use crate::operand::Operand;
use crate::pack::{Block, pack};

/// Packed panels are this many steps deep, or a multiple: the kernels' loops are unrolled as often.
pub const UNROLL: usize = 4;

/// A number type that products can accumulate in.
pub trait Scalar: nalgebra::Scalar + Copy + Default {
    /// Rows of a tile.
    const MR: usize;
    /// Columns of a tile.
    const NR: usize;
    /// 1.
    const ONE: Self;
    /// `x * y + z`, rounded twice.
    fn multiply_add(self, y: Self, z: Self) -> Self;
    /// `tile = a b` with `a` packed as `depth x MR`, `b` as `depth x NR` and `tile` as `MR x NR`.
    ///
    /// # Safety
    ///
    /// The three pointers must reach that many numbers, and `depth` be a positive multiple of [`UNROLL`].
    unsafe fn tile(depth: usize, a: *const Self, b: *const Self, tile: *mut Self);
    /// [`pack()`] into panels of MR rows.
    fn pack_a<A: Copy + Into<Self>>(a: Operand<A>, block: Block, alpha: Self, packed: &mut [Self]);
    /// [`pack()`] into panels of NR rows.
    fn pack_b<B: Copy + Into<Self>>(b: Operand<B>, block: Block, alpha: Self, packed: &mut [Self]);
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

            fn pack_a<A: Copy + Into<Self>>(
                a: Operand<A>,
                block: Block,
                alpha: Self,
                packed: &mut [Self],
            ) {
                pack::<$mr, A, Self>(a, block, alpha, packed);
            }

            fn pack_b<B: Copy + Into<Self>>(
                b: Operand<B>,
                block: Block,
                alpha: Self,
                packed: &mut [Self],
            ) {
                pack::<$nr, B, Self>(b, block, alpha, packed);
            }
        }
    };
}

scalar!(f32, 4, 8, tile_f32);
scalar!(f64, 4, 4, tile_f64);
