//! Eigen-decomposition of small tridiagonal matrices.

use crate::failure::Failure;
use nalgebra::DMatrix;

/// Implicit QL with Wilkinson's shift. On return `d` holds the eigenvalues, unsorted, and the rotations have been
/// applied to the columns of `vectors`.
///
/// # Errors
///
/// [`Failure::Bound`] after 60 sweeps for one eigenvalue.
pub fn implicit_ql(d: &mut [f64], e: &[f64], vectors: &mut DMatrix<f64>) -> Result<(), Failure> {
    let n = d.len();
    let mut e = e.to_vec();
    // QL needs the small entries first; it may not converge for a matrix graded the other way.
    if n > 1 && d[0].abs() > d[n - 1].abs() {
        d.reverse();
        e.reverse();
        for i in 0..n / 2 {
            vectors.swap_columns(i, n - 1 - i);
        }
    }
    e.push(0.0);
    // Off-diagonal elements below the rounding of the largest element are deflated, too, as in EISPACK. Where the matrix is
    // rank-deficient, the diagonal consists of rounding errors: off-diagonal elements that are small against these would take
    // many sweeps, each of which rounds again.
    let norm = (0..n).fold(0.0, |most: f64, i| most.max(d[i].abs() + e[i].abs()));
    for l in 0..n {
        let mut sweeps = 0;
        loop {
            let small = |&m: &usize| e[m].abs() <= f64::EPSILON * 0.5 * norm;
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
        let length = length(f, g);
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

/// `sqrt(x^2 + y^2)`; `hypot` is called only where squares would lose digits.
fn length(x: f64, y: f64) -> f64 {
    let square = x * x + y * y;
    if (1e-280..1e280).contains(&square) {
        square.sqrt()
    } else {
        x.hypot(y)
    }
}
