//! Blocked Householder reduction of a symmetric matrix to tridiagonal form (Dongarra, Hammarling & Sorensen 1989).

use crate::gemm::{self, Part};
use crate::householder::{Block, reflector};
use crate::operand::{Operand, Target};
use crate::symmetric_times_vector::symmetric_times_vector;
use crate::vector::{add_scaled, dot};
use nalgebra::DMatrix;

/// Columns whose effect on the remaining matrix is applied at once.
const PANEL: usize = 32;

/// A symmetric tridiagonal matrix and the reflectors that reduced the original matrix to it.
pub struct Tridiagonal {
    /// n numbers.
    pub diagonal: Vec<f64>,
    /// n - 1 numbers.
    pub off_diagonal: Vec<f64>,
    /// Column k holds reflector k from row k + 1 on.
    reflectors: DMatrix<f64>,
    tau: Vec<f64>,
}

/// Reduces a symmetric matrix, of which the lower triangle is read.
pub fn reduce(a: DMatrix<f64>) -> Tridiagonal {
    let n = a.nrows();
    let steps = n.saturating_sub(1);
    let mut result = Tridiagonal {
        diagonal: vec![0.0; n],
        off_diagonal: vec![0.0; steps],
        reflectors: a,
        tau: vec![0.0; steps],
    };
    for first in (0..steps).step_by(PANEL) {
        result.panel(first, PANEL.min(steps - first));
    }
    if let Some(last) = n.checked_sub(1) {
        result.diagonal[last] = result.reflectors[(last, last)];
    }
    result
}

impl Tridiagonal {
    /// Reduces columns `first .. + count` and updates the matrix to their right.
    fn panel(&mut self, first: usize, count: usize) {
        let n = self.diagonal.len();
        let a = &mut self.reflectors;
        // Row i of both: reflectors v and their partners w of a rank-2 update, -v w' - w v'. Rows below `first`.
        let mut v = DMatrix::<f64>::zeros(n - first, count);
        let mut w = DMatrix::<f64>::zeros(n - first, count);
        for j in 0..count {
            let k = first + j;
            let mut column = a.column_mut(k);
            let column = &mut column.as_mut_slice()[k..];
            for p in 0..j {
                add_scaled(column, -w[(j, p)], &v.column(p).as_slice()[j..]);
                add_scaled(column, -v[(j, p)], &w.column(p).as_slice()[j..]);
            }
            self.diagonal[k] = column[0];
            let h = reflector(&mut column[1..]);
            self.off_diagonal[k] = h.beta;
            self.tau[k] = h.tau;
            let x = column[1..].to_vec();
            v.column_mut(j).as_mut_slice()[j + 1..].copy_from_slice(&x);
            let mut y = vec![0.0; x.len()];
            symmetric_times_vector(a, k + 1, &x, &mut y);
            for p in 0..j {
                let (v, w) = (v.column(p), w.column(p));
                let (v, w) = (&v.as_slice()[j + 1..], &w.as_slice()[j + 1..]);
                add_scaled(&mut y, -dot(w, &x), v);
                add_scaled(&mut y, -dot(v, &x), w);
            }
            y.iter_mut().for_each(|value| *value *= h.tau);
            let shift = -0.5 * h.tau * dot(&y, &x);
            add_scaled(&mut y, shift, &x);
            w.column_mut(j).as_mut_slice()[j + 1..].copy_from_slice(&y);
        }
        let mut rest = a.view_range_mut(first + count.., first + count..);
        let (v, w) = (v.rows_range(count..), w.rows_range(count..));
        let (v, w) = (Operand::of(&v), Operand::of(&w));
        let mut target = Target::of(&mut rest);
        gemm::product(-1.0, v, w.transpose(), 1.0, &mut target, Part::Lower);
        gemm::product(-1.0, w, v.transpose(), 1.0, &mut target, Part::Lower);
    }

    /// Converts eigenvectors of the tridiagonal matrix (columns) to those of the original one.
    pub fn back_transform(&self, vectors: &mut DMatrix<f64>) {
        const BLOCK: usize = 64;
        for first in (0..self.tau.len()).step_by(BLOCK).rev() {
            let count = BLOCK.min(self.tau.len() - first);
            let block = Block::new(&self.reflectors, &self.tau, (first, count), 1);
            block.apply(&mut vectors.view_range_mut(first + 1.., ..), false);
        }
    }
}
