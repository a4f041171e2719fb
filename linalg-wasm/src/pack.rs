//! Copies blocks of an operand into the order in which the kernels read them.

use crate::kernel::{Scalar, UNROLL};
use crate::operand::Operand;

/// A block: rows `first_row .. + rows` and columns `first_column .. + depth` of an operand.
#[derive(Clone, Copy)]
pub struct Block {
    pub first_row: usize,
    pub rows: usize,
    pub first_column: usize,
    pub depth: usize,
}

/// Numbers that `rows x depth` take up in panels of `width` rows.
pub fn packed_length(rows: usize, depth: usize, width: usize) -> usize {
    rows.next_multiple_of(width) * depth.next_multiple_of(UNROLL)
}

/// Copies `alpha` times a block into panels of `WIDTH` rows: `[panel][depth][WIDTH]`. Rows and depth are filled up with zeros.
pub fn pack<const WIDTH: usize, A: Copy + Into<T>, T: Scalar>(
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
        // SAFETY: the block lies inside the operand, and so does every element read below.
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
                // SAFETY: WIDTH consecutive rows lie side by side.
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
