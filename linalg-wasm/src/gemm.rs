//! Matrix products, packed and cache-blocked (Goto & van de Geijn 2008).

use crate::kernel::Scalar;
use crate::operand::{Operand, Target};
use crate::pack::{Block, Packed, packed_length};

/// Depth of a packed block: a panel of either operand (depth x 4 or 8 numbers) stays in the first-level cache.
const DEPTH: usize = 256;
/// Rows of a packed block of A, which stays in the second-level cache.
const ROWS: usize = 128;
/// Columns of a packed block of B.
const COLUMNS: usize = 1024;

/// Which part of a product is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Full,
    /// The lower triangle with its diagonal; elements above it are unspecified.
    Lower,
    /// The upper triangle with its diagonal; elements below it are unspecified.
    Upper,
}

impl Part {
    fn transpose(self) -> Self {
        match self {
            Self::Full => Self::Full,
            Self::Lower => Self::Upper,
            Self::Upper => Self::Lower,
        }
    }

    /// Whether rows `i .. + height` and columns `j .. + width` contain no element of the part.
    fn skips(self, (i, height): (usize, usize), (j, width): (usize, usize)) -> bool {
        match self {
            Self::Full => false,
            Self::Lower => i + height <= j,
            Self::Upper => j + width <= i,
        }
    }
}

/// `c = alpha a b + beta c`; f32 operands of an f64 product are widened while they are packed. With `beta` 0, `c` is not read.
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
    T: Packed,
{
    assert!(
        a.rows == c.rows && b.columns == c.columns && a.columns == b.rows,
        "shapes disagree"
    );
    if c.row_stride == 1 {
        // The kernels write tiles row by row, so the rows of `c` should be contiguous.
        row_major(
            alpha,
            b.transpose(),
            a.transpose(),
            beta,
            &mut c.transpose(),
            part.transpose(),
        );
    } else {
        row_major(alpha, a, b, beta, c, part);
    }
}

fn row_major<A, B, T>(
    alpha: T,
    a: Operand<A>,
    b: Operand<B>,
    beta: T,
    c: &mut Target<T>,
    part: Part,
) where
    A: Copy + Into<T>,
    B: Copy + Into<T>,
    T: Packed,
{
    scale(beta, c);
    if c.rows == 0 || c.columns == 0 || a.columns == 0 {
        return;
    }
    let zeros = |rows: usize, width: usize| {
        vec![T::default(); packed_length(rows, DEPTH.min(a.columns), width)]
    };
    let mut a_packed = zeros(ROWS.min(c.rows), T::MR);
    let mut b_packed = zeros(COLUMNS.min(c.columns), T::NR);
    for j in (0..c.columns).step_by(COLUMNS) {
        let columns = COLUMNS.min(c.columns - j);
        for k in (0..a.columns).step_by(DEPTH) {
            let depth = DEPTH.min(a.columns - k);
            let block = Block {
                first_row: j,
                rows: columns,
                first_column: k,
                depth,
            };
            T::pack_b(b.transpose(), block, T::ONE, &mut b_packed);
            for i in (0..c.rows).step_by(ROWS) {
                let rows = ROWS.min(c.rows - i);
                if part.skips((i, rows), (j, columns)) {
                    continue;
                }
                let block = Block {
                    first_row: i,
                    rows,
                    first_column: k,
                    depth,
                };
                T::pack_a(a, block, alpha, &mut a_packed);
                tiles(
                    &a_packed,
                    &b_packed,
                    depth,
                    (i, rows),
                    (j, columns),
                    c,
                    part,
                );
            }
        }
    }
}

fn scale<T: Scalar>(beta: T, c: &mut Target<T>) {
    if beta == T::ONE {
        return;
    }
    for i in 0..c.rows {
        for j in 0..c.columns {
            // SAFETY: (i, j) is inside the view.
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

/// Adds the product of two packed blocks to `c`.
fn tiles<T: Scalar>(
    a: &[T],
    b: &[T],
    depth: usize,
    (row, rows): (usize, usize),
    (column, columns): (usize, usize),
    c: &mut Target<T>,
    part: Part,
) {
    let a_panel = packed_length(T::MR, depth, T::MR);
    let b_panel = packed_length(T::NR, depth, T::NR);
    let mut tile = [T::default(); 32];
    for (b, j) in b.chunks_exact(b_panel).zip((0..columns).step_by(T::NR)) {
        let width = T::NR.min(columns - j);
        for (a, i) in a.chunks_exact(a_panel).zip((0..rows).step_by(T::MR)) {
            if part.skips((row + i, T::MR), (column + j, T::NR)) {
                continue;
            }
            // SAFETY: both panels hold the rounded depth; MR * NR is at most 32.
            unsafe { T::tile(a_panel / T::MR, a.as_ptr(), b.as_ptr(), tile.as_mut_ptr()) };
            for (x, sums) in tile
                .chunks_exact(T::NR)
                .take(T::MR.min(rows - i))
                .enumerate()
            {
                // SAFETY: row + i + x < c.rows and column + j + y < c.columns.
                unsafe {
                    let start = c
                        .data
                        .add((row + i + x) * c.row_stride + (column + j) * c.column_stride);
                    add(start, c.column_stride, &sums[..width]);
                }
            }
        }
    }
}

/// # Safety
///
/// `start` must point to as many numbers as `sums` has, with a distance of `stride`.
#[inline(always)]
unsafe fn add<T: Scalar>(start: *mut T, stride: usize, sums: &[T]) {
    for (y, &sum) in sums.iter().enumerate() {
        // SAFETY: the caller's contract.
        unsafe {
            let element = start.add(y * stride);
            *element = sum.multiply_add(T::ONE, *element);
        }
    }
}

/// Copies the lower triangle of a square matrix onto the upper one, in squares that stay in the first-level cache.
///
/// # Panics
///
/// If the matrix is not square.
pub fn mirror<T: Scalar>(c: &mut Target<T>) {
    const SQUARE: usize = 32;
    assert!(c.rows == c.columns, "not square");
    for left in (0..c.columns).step_by(SQUARE) {
        for top in (left..c.rows).step_by(SQUARE) {
            for j in left..(left + SQUARE).min(c.columns) {
                for i in top.max(j + 1)..(top + SQUARE).min(c.rows) {
                    // SAFETY: (i, j) and (j, i) are inside the view.
                    unsafe {
                        *c.data.add(j * c.row_stride + i * c.column_stride) =
                            *c.data.add(i * c.row_stride + j * c.column_stride);
                    }
                }
            }
        }
    }
}
