//! Elementary reflectors H = I - tau v v', v[0] = 1.

use crate::vector;

/// A reflector that maps `x` to `(beta, 0, …, 0)`.
#[derive(Clone, Copy, Debug)]
pub struct Reflector {
    /// 0 when `x` already has that form.
    pub tau: f64,
    /// The first element of the image.
    pub beta: f64,
}

/// Overwrites `x` by the reflector's vector v (v[0] = 1).
pub fn reflector(x: &mut [f64]) -> Reflector {
    let alpha = x[0];
    let tail = vector::norm(&x[1..]);
    x[0] = 1.0;
    if tail == 0.0 {
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
