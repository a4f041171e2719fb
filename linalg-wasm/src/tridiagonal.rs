//! Reduction of a symmetric matrix to tridiagonal form and eigen-decomposition of the latter.

use crate::failure::Failure;
use crate::householder::reflector;
use crate::vector::{add_scaled, dot};
use nalgebra::DMatrix;

/// A symmetric tridiagonal matrix and the reflectors that led to it.
pub struct Tridiagonal {
    /// n numbers.
    pub diagonal: Vec<f64>,
    /// n - 1 numbers.
    pub off_diagonal: Vec<f64>,
    /// Column k holds reflector k from row k + 1 on.
    reflectors: DMatrix<f64>,
    tau: Vec<f64>,
}

/// Householder reduction; the lower triangle of `a` is read.
pub fn reduce(mut a: DMatrix<f64>) -> Tridiagonal {
    let n = a.nrows();
    let mut off_diagonal = vec![0.0; n.saturating_sub(1)];
    let mut tau = vec![0.0; n.saturating_sub(1)];
    a.fill_upper_triangle_with_lower_triangle();
    for k in 0..n.saturating_sub(1) {
        let (mut left, mut right) = a.columns_range_pair_mut(..k + 1, k + 1..);
        let mut column = left.column_mut(k);
        let v = &mut column.as_mut_slice()[k + 1..];
        let h = reflector(v);
        off_diagonal[k] = h.beta;
        tau[k] = h.tau;
        if h.tau == 0.0 {
            continue;
        }
        let mut w: Vec<f64> = (0..v.len())
            .map(|j| h.tau * dot(&right.column(j).as_slice()[k + 1..], v))
            .collect();
        let shift = -0.5 * h.tau * dot(&w, v);
        add_scaled(&mut w, shift, v);
        for j in 0..v.len() {
            let mut column = right.column_mut(j);
            let column = &mut column.as_mut_slice()[k + 1..];
            add_scaled(column, -w[j], v);
            add_scaled(column, -v[j], &w);
        }
    }
    Tridiagonal {
        diagonal: a.diagonal().as_slice().to_vec(),
        off_diagonal,
        reflectors: a,
        tau,
    }
}

impl Tridiagonal {
    /// Turns eigenvectors of the tridiagonal matrix (columns) into those of the original one.
    pub fn back_transform(&self, vectors: &mut DMatrix<f64>) {
        for k in (0..self.tau.len()).rev() {
            let reflector = self.reflectors.column(k);
            let v = &reflector.as_slice()[k + 1..];
            for mut column in vectors.column_iter_mut() {
                let part = &mut column.as_mut_slice()[k + 1..];
                let scale = -self.tau[k] * dot(part, v);
                add_scaled(part, scale, v);
            }
        }
    }
}

/// Implicit QL with Wilkinson's shift. On return `d` holds the eigenvalues, unsorted, and the rotations have been
/// applied to the columns of `vectors`.
///
/// # Errors
///
/// [`Failure::Bound`] after 60 sweeps for one eigenvalue.
pub fn implicit_ql(d: &mut [f64], e: &[f64], vectors: &mut DMatrix<f64>) -> Result<(), Failure> {
    let n = d.len();
    let mut e = [e, &[0.0]].concat();
    for l in 0..n {
        let mut sweeps = 0;
        loop {
            let small =
                |m: &usize| e[*m].abs() <= f64::EPSILON * 0.5 * (d[*m].abs() + d[*m + 1].abs());
            let m = (l..n - 1).find(small).unwrap_or(n - 1);
            if m == l {
                break;
            }
            sweeps += 1;
            if sweeps > 60 {
                return Err(Failure::Bound);
            }
            sweep(d, &mut e, l, m, vectors);
        }
    }
    Ok(())
}

/// One implicit QL sweep over the unreduced block `l ..= m`.
fn sweep(d: &mut [f64], e: &mut [f64], l: usize, m: usize, vectors: &mut DMatrix<f64>) {
    let slope = (d[l + 1] - d[l]) / (2.0 * e[l]);
    let root = slope.hypot(1.0);
    let mut g = d[m] - d[l] + e[l] / (slope + root.copysign(slope));
    let (mut sine, mut cosine, mut shift) = (1.0, 1.0, 0.0);
    for i in (l..m).rev() {
        let f = sine * e[i];
        let b = cosine * e[i];
        let length = f.hypot(g);
        e[i + 1] = length;
        if length == 0.0 {
            d[i + 1] -= shift;
            e[m] = 0.0;
            return;
        }
        sine = f / length;
        cosine = g / length;
        g = d[i + 1] - shift;
        let r = (d[i] - g) * sine + 2.0 * cosine * b;
        shift = sine * r;
        d[i + 1] = g + shift;
        g = cosine * r - b;
        let (mut left, mut right) = vectors.columns_range_pair_mut(i, i + 1);
        for (x, y) in left.iter_mut().zip(right.iter_mut()) {
            (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
        }
    }
    d[l] -= shift;
    e[l] = g;
    e[m] = 0.0;
}
