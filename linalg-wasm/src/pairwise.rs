//! First canonical correlations of every two of many small sets of variables. Each set is whitened once.

use crate::correlation::whitening;
use crate::failure::Failure;
use nalgebra::DMatrix;

/// Bound on Jacobi's sweeps; five or six are usual.
const SWEEPS: usize = 40;

/// First canonical correlations of every two sets.
#[derive(Clone, Debug)]
pub struct Pairwise {
    /// Sets x sets, in [0, 1]; 1 on the diagonal, 0 for a set without variance.
    pub correlations: DMatrix<f64>,
    /// By how much rounding had put the largest correlation above 1.
    pub excess: f64,
}

/// First canonical correlations of every two sets of `size` consecutive variables, from the covariance of all, of which the
/// lower triangle is read. `tolerance` is that of [`crate::correlation::canonical`].
///
/// # Errors
///
/// [`Failure::Bound`] if an iteration reaches its bound.
///
/// # Panics
///
/// If `size` does not divide the number of variables.
pub fn pairwise(
    covariance: &DMatrix<f64>,
    size: usize,
    tolerance: f64,
) -> Result<Pairwise, Failure> {
    assert!(
        covariance.ncols().is_multiple_of(size),
        "sets of unequal size"
    );
    let sets = covariance.ncols() / size;
    let white = (0..sets)
        .map(|i| whitening(covariance, i * size, size, tolerance))
        .collect::<Result<Vec<_>, _>>()?;
    let mut correlations = DMatrix::zeros(sets, sets);
    let mut largest: f64 = 0.0;
    for (i, first) in white.iter().enumerate() {
        if first.ncols() > 0 {
            correlations[(i, i)] = 1.0;
        }
        for (j, second) in white.iter().enumerate().skip(i + 1) {
            let cross = covariance.view((j * size, i * size), (size, size));
            let shared = second.tr_mul(&(cross * first));
            let value = largest_singular_value(shared)?;
            largest = largest.max(value);
            correlations[(i, j)] = value.min(1.0);
            correlations[(j, i)] = value.min(1.0);
        }
    }
    Ok(Pairwise {
        correlations,
        excess: (largest - 1.0).max(0.0),
    })
}

/// The largest singular value of a small matrix, 0 for an empty one, by Jacobi's method on its Gram matrix. Squaring costs the
/// other singular values relative accuracy, but not the largest one.
fn largest_singular_value(a: DMatrix<f64>) -> Result<f64, Failure> {
    let a = if a.nrows() < a.ncols() {
        a.transpose()
    } else {
        a
    };
    let mut gram = a.tr_mul(&a);
    let n = gram.ncols();
    let scale = gram.trace();
    for _ in 0..SWEEPS {
        let mut off = 0.0f64;
        for q in 1..n {
            for p in 0..q {
                let coupling = gram[(p, q)];
                off = off.max(coupling.abs());
                if coupling.abs() <= f64::EPSILON * 0.1 * scale {
                    continue;
                }
                rotate(&mut gram, p, q);
            }
        }
        if off <= f64::EPSILON * scale {
            let largest = gram
                .diagonal()
                .iter()
                .fold(0.0, |largest: f64, v: &f64| largest.max(*v));
            return Ok(largest.sqrt());
        }
    }
    Err(Failure::Bound)
}

/// The Jacobi rotation that makes element (p, q) of a symmetric matrix 0.
fn rotate(a: &mut DMatrix<f64>, p: usize, q: usize) {
    let slope = (a[(q, q)] - a[(p, p)]) / (2.0 * a[(p, q)]);
    let tangent = 1f64.copysign(slope) / (slope.abs() + slope.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    let shift = tangent * a[(p, q)];
    a[(p, p)] -= shift;
    a[(q, q)] += shift;
    a[(p, q)] = 0.0;
    a[(q, p)] = 0.0;
    for k in (0..a.ncols()).filter(|&k| k != p && k != q) {
        let (x, y) = (a[(k, p)], a[(k, q)]);
        a[(k, p)] = cosine * x - sine * y;
        a[(k, q)] = sine * x + cosine * y;
        a[(p, k)] = a[(k, p)];
        a[(q, k)] = a[(k, q)];
    }
}
