//! One merge of divide and conquer: the eigen-decomposition of `diag(d) + rho z z'`, applied to the eigenvectors of the
//! two halves.

use crate::failure::Failure;
use crate::gemm::{self, Part};
use crate::operand::{Operand, Target};
use crate::secular::{Root, Secular};
use crate::vector::{self, rotate};
use nalgebra::{DMatrix, DMatrixView};

/// Eigenvalues, in no particular order, and eigenvectors.
pub struct Spectrum {
    /// n numbers.
    pub values: Vec<f64>,
    /// n x n: one orthonormal eigenvector per column, in the order of `values`.
    pub vectors: DMatrix<f64>,
}

/// Which rows of an eigenvector of the halves can be nonzero.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Support {
    Top,
    Both,
    Bottom,
}

/// The problem of one merge.
pub struct RankOne {
    d: Vec<f64>,
    z: Vec<f64>,
    rho: f64,
    /// One eigenvector of a half per column, n x n; block-diagonal until rotations mix the halves.
    vectors: DMatrix<f64>,
    support: Vec<Support>,
    middle: usize,
}

impl RankOne {
    /// Joins two halves; `sign * rho` is the off-diagonal element between the last element of `top` and the first of `bottom`.
    pub fn new(top: Spectrum, bottom: Spectrum, rho: f64, sign: f64) -> Self {
        let (middle, rest) = (top.values.len(), bottom.values.len());
        let n = middle + rest;
        let mut vectors = DMatrix::zeros(n, n);
        vectors
            .view_mut((0, 0), (middle, middle))
            .copy_from(&top.vectors);
        vectors
            .view_mut((middle, middle), (rest, rest))
            .copy_from(&bottom.vectors);
        let last = top.vectors.row(middle - 1);
        let first = bottom.vectors.row(0);
        // Both rows have norm 1. z is scaled to norm 1, and rho is doubled to compensate.
        let half = core::f64::consts::FRAC_1_SQRT_2;
        let z = last
            .iter()
            .map(|v| v * half)
            .chain(first.iter().map(|v| sign * v * half))
            .collect();
        let mut support = vec![Support::Top; middle];
        support.resize(n, Support::Bottom);
        let d = [top.values, bottom.values].concat();
        Self {
            d,
            z,
            rho: 2.0 * rho,
            vectors,
            support,
            middle,
        }
    }

    /// Eigenvalues and eigenvectors of the joined matrix.
    ///
    /// # Errors
    ///
    /// [`Failure::Bound`] if the secular equation's iteration reaches its bound.
    pub fn solve(mut self) -> Result<Spectrum, Failure> {
        let (mut kept, deflated) = self.deflate();
        if kept.is_empty() {
            return Ok(Spectrum {
                values: self.d,
                vectors: self.vectors,
            });
        }
        let poles: Vec<f64> = kept.iter().map(|&j| self.d[j]).collect();
        let weights: Vec<f64> = kept
            .iter()
            .map(|&j| self.rho * self.z[j] * self.z[j])
            .collect();
        let secular = Secular {
            poles: &poles,
            weights: &weights,
        };
        let roots: Vec<Root> = (0..poles.len())
            .map(|i| secular.root(i))
            .collect::<Result<_, _>>()?;
        let signs: Vec<f64> = kept.iter().map(|&j| 1f64.copysign(self.z[j])).collect();
        let inner = eigenvectors(&poles, &roots, &signs);
        // Columns are grouped by their nonzero rows, so that the product skips the zeros.
        let mut order: Vec<usize> = (0..kept.len()).collect();
        let group = |s: Support| match s {
            Support::Top => 0,
            Support::Both => 1,
            Support::Bottom => 2,
        };
        order.sort_by_key(|&i| group(self.support[kept[i]]));
        let inner = inner.select_rows(&order);
        kept = order.iter().map(|&i| kept[i]).collect();
        let mut values: Vec<f64> = roots
            .iter()
            .map(|root| poles[root.origin] + root.offset)
            .collect();
        values.extend(deflated.iter().map(|&j| self.d[j]));
        Ok(Spectrum {
            values,
            vectors: self.product(&kept, &deflated, &inner),
        })
    }

    /// Deflation: finds the eigenpairs that the rank-one term does not change to working precision. These are the ones with a
    /// negligible z and, after a rotation, one of every two with nearly equal d. Returns the indices of the others, d
    /// ascending, and of the deflated ones.
    fn deflate(&mut self) -> (Vec<usize>, Vec<usize>) {
        let n = self.d.len();
        let largest = vector::largest(&self.d).max(vector::largest(&self.z));
        let tolerance = 8.0 * f64::EPSILON * largest;
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&i, &j| self.d[i].total_cmp(&self.d[j]));
        let (mut kept, mut deflated) = (Vec::with_capacity(n), Vec::new());
        let mut candidate: Option<usize> = None;
        for j in order {
            if self.rho * self.z[j].abs() <= tolerance {
                deflated.push(j);
                continue;
            }
            let Some(i) = candidate.replace(j) else {
                continue;
            };
            let length = self.z[i].hypot(self.z[j]);
            let (c, s) = (self.z[j] / length, -self.z[i] / length);
            let gap = self.d[j] - self.d[i];
            if (gap * c * s).abs() > tolerance {
                kept.push(i);
                continue;
            }
            self.z[j] = length;
            self.z[i] = 0.0;
            if self.support[i] != self.support[j] {
                (self.support[i], self.support[j]) = (Support::Both, Support::Both);
            }
            let (left, right) = (i.min(j), i.max(j));
            let n_rows = n;
            let (head, tail) = self.vectors.as_mut_slice().split_at_mut(right * n_rows);
            let (x, y) = (&mut head[left * n_rows..][..n_rows], &mut tail[..n_rows]);
            let (x, y) = if i < j { (x, y) } else { (y, x) };
            rotate(x, y, c, s);
            let (di, dj) = (self.d[i], self.d[j]);
            self.d[i] = di * c * c + dj * s * s;
            self.d[j] = di * s * s + dj * c * c;
            deflated.push(i);
        }
        kept.extend(candidate);
        (kept, deflated)
    }

    /// The vectors of the halves times `inner`, followed by the deflated vectors.
    fn product(&self, kept: &[usize], deflated: &[usize], inner: &DMatrix<f64>) -> DMatrix<f64> {
        let (n, m, k) = (self.d.len(), self.middle, kept.len());
        let mut result = DMatrix::zeros(n, n);
        let top = kept
            .iter()
            .take_while(|&&j| self.support[j] != Support::Bottom)
            .count();
        let bottom = kept
            .iter()
            .take_while(|&&j| self.support[j] == Support::Top)
            .count();
        let mut multiply = |rows: (usize, usize), columns: &[usize], inner: DMatrixView<f64>| {
            let part = self.vectors.rows(rows.0, rows.1).select_columns(columns);
            let mut target = result.view_mut((rows.0, 0), (rows.1, k));
            let mut target = Target::of(&mut target);
            gemm::product(
                1.0,
                Operand::of(&part),
                Operand::of(&inner),
                0.0,
                &mut target,
                Part::Full,
            );
        };
        multiply((0, m), &kept[..top], inner.rows(0, top));
        multiply((m, n - m), &kept[bottom..], inner.rows(bottom, k - bottom));
        for (column, &j) in deflated.iter().enumerate() {
            result.set_column(k + column, &self.vectors.column(j));
        }
        result
    }
}

/// Eigenvectors of `diag(poles) + z z'` for the z whose roots are exactly the computed ones (Gu & Eisenstat). They are
/// orthogonal to working precision even if roots are very close.
fn eigenvectors(poles: &[f64], roots: &[Root], signs: &[f64]) -> DMatrix<f64> {
    let k = poles.len();
    let mut distances = DMatrix::zeros(k, k);
    let mut z = vec![1.0; k];
    for (i, root) in roots.iter().enumerate() {
        let mut column = distances.column_mut(i);
        let column = column.as_mut_slice();
        let origin = poles[root.origin];
        for (distance, pole) in column.iter_mut().zip(poles) {
            *distance = (pole - origin) - root.offset;
        }
        let own = poles[i];
        let factors = |z: &mut [f64], distances: &[f64], poles: &[f64]| {
            for ((z, distance), pole) in z.iter_mut().zip(distances).zip(poles) {
                *z *= distance / (pole - own);
            }
        };
        factors(&mut z[..i], &column[..i], &poles[..i]);
        factors(&mut z[i + 1..], &column[i + 1..], &poles[i + 1..]);
        z[i] *= column[i].abs();
    }
    for (z, sign) in z.iter_mut().zip(signs) {
        *z = z.abs().sqrt() * sign;
    }
    for mut column in distances.column_iter_mut() {
        let column = column.as_mut_slice();
        for (distance, z) in column.iter_mut().zip(&z) {
            *distance = z / *distance;
        }
        let scale = 1.0 / vector::norm(column);
        column.iter_mut().for_each(|v| *v *= scale);
    }
    distances
}
