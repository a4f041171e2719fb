//! Matrix products, packed and cache-blocked (Goto & van de Geijn 2008).

use crate::kernel::Scalar;
use crate::operand::{Operand, Target};

/// Depth of a packed block: a panel of B (depth x NR) stays in the first-level cache.
const DEPTH: usize = 256;
/// Rows of a packed block: the block of A (rows x depth) stays in the second-level cache.
const ROWS: usize = 128;
/// Columns of a packed block.
const COLUMNS: usize = 1024;

/// Which part of a product is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Full,
    /// The lower triangle with its diagonal; what lies above is left in an unspecified state.
    Lower,
}

/// `c = alpha a b + beta c`; narrower operands are widened while they are packed. With `beta` 0, `c` is not read.
///
/// # Panics
///
/// If the shapes do not agree.
pub fn product<A, B, T>(
    alpha: T,
    a: Operand<A>,
    b: Operand<B>,
    beta: T,
    c: &mut Target<T>,
    part: Part,
) where
    A: Copy + Into<T>,
    B: Copy + Into<T>,
    T: Scalar,
{
    assert!(
        a.rows == c.rows && b.columns == c.columns && a.columns == b.rows,
        "shapes disagree"
    );
    scale(beta, c);
    if c.rows == 0 || c.columns == 0 || a.columns == 0 {
        return;
    }
    let depth = DEPTH.min(a.columns);
    let mut a_block = vec![T::default(); ROWS.min(c.rows.next_multiple_of(T::MR)) * depth];
    let mut b_block = vec![T::default(); COLUMNS.min(c.columns.next_multiple_of(T::NR)) * depth];
    for j in (0..c.columns).step_by(COLUMNS) {
        let columns = COLUMNS.min(c.columns - j);
        for k in (0..a.columns).step_by(DEPTH) {
            let depth = DEPTH.min(a.columns - k);
            pack(
                b.transpose(),
                j,
                columns,
                k,
                depth,
                T::NR,
                T::ONE,
                &mut b_block,
            );
            for i in (0..c.rows).step_by(ROWS) {
                let rows = ROWS.min(c.rows - i);
                if part == Part::Lower && i + rows <= j {
                    continue;
                }
                pack(a, i, rows, k, depth, T::MR, alpha, &mut a_block);
                block(&a_block, &b_block, depth, (i, rows), (j, columns), c, part);
            }
        }
    }
}

fn scale<T: Scalar>(beta: T, c: &mut Target<T>) {
    if beta == T::ONE {
        return;
    }
    for j in 0..c.columns {
        for i in 0..c.rows {
            // SAFETY: (i, j) lies inside the view.
            unsafe {
                let element = c.data.add(i * c.row_stride + j * c.column_stride);
                *element = if beta == T::default() {
                    beta
                } else {
                    (*element).multiply_add(beta, T::default())
                };
            }
        }
    }
}

/// Copies rows `first ..` of an operand into panels of `width` rows: `[panel][depth][width]`, zero-filled at the end.
#[allow(clippy::too_many_arguments)]
fn pack<A: Copy + Into<T>, T: Scalar>(
    a: Operand<A>,
    first: usize,
    rows: usize,
    k: usize,
    depth: usize,
    width: usize,
    alpha: T,
    block: &mut [T],
) {
    for (panel, start) in block
        .chunks_exact_mut(width * depth)
        .zip((0..rows).step_by(width))
    {
        let height = width.min(rows - start);
        for i in 0..width {
            for p in 0..depth {
                panel[p * width + i] = if i < height {
                    // SAFETY: first + start + i < a.rows and k + p < a.columns.
                    let value: T = unsafe {
                        let row = first + start + i;
                        *a.data.add(row * a.row_stride + (k + p) * a.column_stride)
                    }
                    .into();
                    value.multiply_add(alpha, T::default())
                } else {
                    T::default()
                };
            }
        }
    }
}

/// Adds the product of two packed blocks to `c`.
fn block<T: Scalar>(
    a: &[T],
    b: &[T],
    depth: usize,
    (row, rows): (usize, usize),
    (column, columns): (usize, usize),
    c: &mut Target<T>,
    part: Part,
) {
    let mut tile = [T::default(); 32];
    for (b, j) in b
        .chunks_exact(T::NR * depth)
        .zip((0..columns).step_by(T::NR))
    {
        for (a, i) in a.chunks_exact(T::MR * depth).zip((0..rows).step_by(T::MR)) {
            if part == Part::Lower && row + i + T::MR <= column + j {
                continue;
            }
            // SAFETY: both panels hold `depth` rows; MR * NR is at most 32.
            unsafe { T::tile(depth, a.as_ptr(), b.as_ptr(), tile.as_mut_ptr()) };
            for y in 0..T::NR.min(columns - j) {
                for x in 0..T::MR.min(rows - i) {
                    // SAFETY: row + i + x < c.rows and column + j + y < c.columns.
                    unsafe {
                        let element = c
                            .data
                            .add((row + i + x) * c.row_stride + (column + j + y) * c.column_stride);
                        *element = tile[x * T::NR + y].multiply_add(T::ONE, *element);
                    }
                }
            }
        }
    }
}

/// Copies the lower triangle onto the upper one.
pub fn mirror<T: Scalar>(c: &mut Target<T>) {
    for j in 0..c.columns {
        for i in j + 1..c.rows {
            // SAFETY: the matrix is square, so (i, j) and (j, i) lie inside it.
            unsafe {
                *c.data.add(j * c.row_stride + i * c.column_stride) =
                    *c.data.add(i * c.row_stride + j * c.column_stride);
            }
        }
    }
}
