//! Thin QR decomposition by blocks of Householder reflectors.

use crate::householder::{Block, reflector};
use crate::vector::{add_scaled, dot};
use nalgebra::DMatrix;

/// Reflectors in one block.
const BLOCK: usize = 64;

/// `a = Q R` for rows >= columns, Q stored as reflectors.
pub struct Qr {
    /// Column j holds reflector j from row j on.
    reflectors: DMatrix<f64>,
    tau: Vec<f64>,
    r: DMatrix<f64>,
}

impl Qr {
    /// Decomposes a matrix with at least as many rows as columns.
    ///
    /// # Panics
    ///
    /// If it has fewer.
    pub fn new(mut a: DMatrix<f64>) -> Self {
        let (rows, columns) = a.shape();
        assert!(rows >= columns, "wider than tall");
        let mut tau = vec![0.0; columns];
        let mut r = DMatrix::zeros(columns, columns);
        for first in (0..columns).step_by(BLOCK) {
            let count = BLOCK.min(columns - first);
            for j in first..first + count {
                let (mut left, mut right) = a.columns_range_pair_mut(j..j + 1, j + 1..);
                let mut column = left.column_mut(0);
                let v = &mut column.as_mut_slice()[j..];
                let h = reflector(v);
                tau[j] = h.tau;
                r[(j, j)] = h.beta;
                for k in 0..first + count - j - 1 {
                    let mut column = right.column_mut(k);
                    let part = &mut column.as_mut_slice()[j..];
                    let scale = -h.tau * dot(part, v);
                    add_scaled(part, scale, v);
                }
            }
            let block = Block::new(&a, &tau, (first, count), 0);
            block.apply(&mut a.view_range_mut(first.., first + count..), true);
        }
        for j in 0..columns {
            r.view_range_mut(..j, j).copy_from(&a.view_range(..j, j));
        }
        Self {
            reflectors: a,
            tau,
            r,
        }
    }

    /// The upper triangular factor, columns x columns; its diagonal may have any sign.
    pub fn r(&self) -> &DMatrix<f64> {
        &self.r
    }

    /// `Q b` for a matrix with as many rows as R.
    pub fn q_times(&self, b: &DMatrix<f64>) -> DMatrix<f64> {
        let mut result = DMatrix::zeros(self.reflectors.nrows(), b.ncols());
        result.view_range_mut(..b.nrows(), ..).copy_from(b);
        self.apply(&mut result, 0);
        result
    }

    /// The first `count` columns of the square orthogonal factor.
    pub fn q(&self, count: usize) -> DMatrix<f64> {
        let mut result = DMatrix::identity(self.reflectors.nrows(), count);
        self.apply(&mut result, 1);
        result
    }

    /// Applies the reflectors, last block first. With `triangular` 1, `target` starts as the identity: a block does not
    /// change the columns to its left, so they are skipped.
    fn apply(&self, target: &mut DMatrix<f64>, triangular: usize) {
        let columns = self.tau.len();
        for first in (0..columns).step_by(BLOCK).rev() {
            let block = Block::new(
                &self.reflectors,
                &self.tau,
                (first, BLOCK.min(columns - first)),
                0,
            );
            let left = (first * triangular).min(target.ncols());
            block.apply(&mut target.view_range_mut(first.., left..), false);
        }
    }
}
