//! Eigen-decomposition of a symmetric tridiagonal matrix by divide and conquer (Cuppen 1981, Gu & Eisenstat 1995,
//! LAPACK's dstedc).

use crate::failure::Failure;
use crate::implicit_ql::implicit_ql;
use crate::rank_one::{RankOne, Spectrum};
use nalgebra::DMatrix;

/// Up to this order, QL iteration is faster.
const LEAF: usize = 32;

/// Decomposes the tridiagonal matrix with diagonal `d` and off-diagonal `e`.
///
/// # Errors
///
/// [`Failure::Bound`] if an iteration reaches its bound.
pub fn divide_and_conquer(d: &[f64], e: &[f64]) -> Result<Spectrum, Failure> {
    let n = d.len();
    if n <= LEAF {
        let mut values = d.to_vec();
        let mut vectors = DMatrix::identity(n, n);
        implicit_ql(&mut values, e, &mut vectors)?;
        return Ok(Spectrum { values, vectors });
    }
    // T = diag(top, bottom) + rho u u', u = (0 … 0 1 | sign 0 … 0).
    let middle = n / 2;
    let coupling = e[middle - 1];
    let rho = coupling.abs();
    let mut top = d[..middle].to_vec();
    let mut bottom = d[middle..].to_vec();
    top[middle - 1] -= rho;
    bottom[0] -= rho;
    let top = divide_and_conquer(&top, &e[..middle - 1])?;
    let bottom = divide_and_conquer(&bottom, &e[middle..])?;
    RankOne::new(top, bottom, rho, 1f64.copysign(coupling)).solve()
}
