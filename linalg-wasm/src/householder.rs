//! Elementary reflectors H = I - tau v v', v[0] = 1, and their products in blocks.

use crate::gemm::{self, Part};
use crate::operand::{Operand, Target};
use crate::vector;
use nalgebra::{DMatrix, DMatrixViewMut};

/// The reflector that maps `x` to `(beta, 0, …, 0)`.
#[derive(Clone, Copy, Debug)]
pub struct Reflector {
    /// 0 when `x` already has that form.
    pub tau: f64,
    /// The first element of the image.
    pub beta: f64,
}

/// A vector whose numbers are all below this is scaled up first: subnormal numbers have too few digits for an orthogonal H.
const TINY: f64 = 1e-280;
const SCALE: f64 = f64::from_bits((1023 + 900) << 52); // 2^900

/// Overwrites `x` by the reflector's vector v (v[0] = 1).
pub fn reflector(x: &mut [f64]) -> Reflector {
    if vector::largest(x) < TINY {
        x.iter_mut().for_each(|v| *v *= SCALE);
        let Reflector { tau, beta } = reflector_of(x);
        return Reflector {
            tau,
            beta: beta / SCALE,
        };
    }
    reflector_of(x)
}

fn reflector_of(x: &mut [f64]) -> Reflector {
    let alpha = x[0];
    let tail = vector::norm(&x[1..]);
    x[0] = 1.0;
    // A tail this small does not change the norm of `x`: it counts as zero.
    if tail <= alpha.abs() * f64::MIN_POSITIVE {
        x[1..].fill(0.0);
        return Reflector {
            tau: 0.0,
            beta: alpha,
        };
    }
    let beta = -alpha.hypot(tail).copysign(alpha);
    let scale = alpha - beta;
    x[1..].iter_mut().for_each(|v| *v /= scale);
    Reflector {
        tau: (beta - alpha) / beta,
        beta,
    }
}

/// The product `H_1 H_2 … = I - V T V'` of consecutive reflectors (Schreiber & Van Loan 1989).
pub struct Block {
    /// Column j is the vector of reflector j, with zeros above its 1.
    v: DMatrix<f64>,
    /// Upper triangular.
    t: DMatrix<f64>,
}

impl Block {
    /// Collects reflectors `first .. + count`, whose vectors start in row `first + offset + j` of column `first + j` of
    /// `vectors`. The block acts on rows `first + offset ..`.
    pub fn new(
        vectors: &DMatrix<f64>,
        tau: &[f64],
        (first, count): (usize, usize),
        offset: usize,
    ) -> Self {
        let height = vectors.nrows() - first - offset;
        let mut v = DMatrix::zeros(height, count);
        for j in 0..count {
            v.column_mut(j).as_mut_slice()[j..]
                .copy_from_slice(&vectors.column(first + j).as_slice()[first + offset + j..]);
        }
        let mut overlaps = DMatrix::zeros(count, count);
        let a = Operand::of(&v);
        let mut target = Target::of(&mut overlaps);
        gemm::product(1.0, a.transpose(), a, 0.0, &mut target, Part::Full);
        let mut t = DMatrix::zeros(count, count);
        for j in 0..count {
            for i in 0..j {
                let sum: f64 = (i..j).map(|k| t[(i, k)] * overlaps[(k, j)]).sum();
                t[(i, j)] = -tau[first + j] * sum;
            }
            t[(j, j)] = tau[first + j];
        }
        Self { v, t }
    }

    /// `c = (I - V T V') c`, or with T' for `transposed`.
    pub fn apply(&self, c: &mut DMatrixViewMut<f64>, transposed: bool) {
        let (count, columns) = (self.v.ncols(), c.ncols());
        let mut inner = DMatrix::zeros(count, columns);
        let mut scaled = DMatrix::zeros(count, columns);
        let v = Operand::of(&self.v);
        let t = Operand::of(&self.t);
        let t = if transposed { t.transpose() } else { t };
        let mut target = Target::of(&mut inner);
        gemm::product(
            1.0,
            v.transpose(),
            Operand::of(c),
            0.0,
            &mut target,
            Part::Full,
        );
        let mut target = Target::of(&mut scaled);
        gemm::product(1.0, t, Operand::of(&inner), 0.0, &mut target, Part::Full);
        gemm::product(
            -1.0,
            v,
            Operand::of(&scaled),
            1.0,
            &mut Target::of(c),
            Part::Full,
        );
    }
}
