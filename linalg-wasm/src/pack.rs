//! Copies blocks of an operand into the order in which the kernels read them.

use crate::kernel::{Scalar, UNROLL};
use crate::operand::Operand;

/// A number type that operands can be packed in.
pub trait Packed: Scalar {
    /// [`pack()`] into panels of [`Scalar::MR`] rows.
    fn pack_a<A: Copy + Into<Self>>(a: Operand<A>, block: Block, alpha: Self, packed: &mut [Self]);
    /// [`pack()`] into panels of [`Scalar::NR`] rows.
    fn pack_b<B: Copy + Into<Self>>(b: Operand<B>, block: Block, alpha: Self, packed: &mut [Self]);
}

macro_rules! packed {
    ($type:ty) => {
        impl Packed for $type {
            fn pack_a<A: Copy + Into<Self>>(
                a: Operand<A>,
                block: Block,
                alpha: Self,
                packed: &mut [Self],
            ) {
                pack::<{ <$type as Scalar>::MR }, A, Self>(a, block, alpha, packed);
            }

            fn pack_b<B: Copy + Into<Self>>(
                b: Operand<B>,
                block: Block,
                alpha: Self,
                packed: &mut [Self],
            ) {
                pack::<{ <$type as Scalar>::NR }, B, Self>(b, block, alpha, packed);
            }
        }
    };
}

packed!(f32);
packed!(f64);

/// A block: rows `first_row .. + rows` and columns `first_column .. + depth` of an operand.
#[derive(Clone, Copy)]
pub struct Block {
    pub first_row: usize,
    pub rows: usize,
    pub first_column: usize,
    pub depth: usize,
}

/// How many numbers `rows x depth` take up in panels of `width` rows.
pub fn packed_length(rows: usize, depth: usize, width: usize) -> usize {
    rows.next_multiple_of(width) * depth.next_multiple_of(UNROLL)
}

/// Copies `alpha` times a block into panels of `WIDTH` rows: `[panel][depth][WIDTH]`. Missing rows
/// and steps are zeros.
fn pack<const WIDTH: usize, A: Copy + Into<T>, T: Scalar>(
    a: Operand<A>,
    block: Block,
    alpha: T,
    packed: &mut [T],
) {
    let Block {
        first_row,
        rows,
        first_column,
        depth,
    } = block;
    debug_assert!(first_row + rows <= a.rows && first_column + depth <= a.columns);
    let panel_length = WIDTH * depth.next_multiple_of(UNROLL);
    let panels = packed
        .chunks_exact_mut(panel_length)
        .zip((0..rows).step_by(WIDTH));
    for (panel, start) in panels {
        let height = WIDTH.min(rows - start);
        let (panel, _) = panel.as_chunks_mut::<WIDTH>();
        if height < WIDTH {
            panel.fill([T::default(); WIDTH]);
        }
        panel[depth..].fill([T::default(); WIDTH]);
        // SAFETY: the block is inside the operand, and so is every element read below.
        let corner = unsafe {
            a.data
                .add((first_row + start) * a.row_stride + first_column * a.column_stride)
        };
        let read = |i: usize, k: usize| -> T {
            // SAFETY: see above.
            unsafe { *corner.add(i * a.row_stride + k * a.column_stride) }.into()
        };
        if height < WIDTH {
            for (k, step) in panel[..depth].iter_mut().enumerate() {
                step[..height]
                    .iter_mut()
                    .enumerate()
                    .for_each(|(i, v)| *v = read(i, k));
            }
        } else if a.row_stride == 1 {
            for (k, step) in panel[..depth].iter_mut().enumerate() {
                // SAFETY: the WIDTH rows are consecutive in memory.
                let source = unsafe { &*corner.add(k * a.column_stride).cast::<[A; WIDTH]>() };
                *step = source.map(Into::into);
            }
        } else {
            for (k, step) in panel[..depth].iter_mut().enumerate() {
                *step = core::array::from_fn(|i| read(i, k));
            }
        }
        if alpha != T::ONE {
            panel
                .as_flattened_mut()
                .iter_mut()
                .for_each(|v| *v = v.multiply_add(alpha, T::default()));
        }
    }
}
