//! Inner products, updates and norms of contiguous vectors.

use crate::kernel::pair::Pair;

/// The inner product, in eight interleaved partial sums (short dependency chains, smaller rounding errors).
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    let length = x.len().min(y.len());
    let (x, x_tail) = x[..length].as_chunks::<8>();
    let (y, y_tail) = y[..length].as_chunks::<8>();
    let mut sums = [Pair::splat(0.0); 4];
    for (x, y) in x.iter().zip(y) {
        for ((sum, x), y) in sums.iter_mut().zip(x.as_chunks().0).zip(y.as_chunks().0) {
            *sum = Pair::load(x).multiply_add(Pair::load(y), *sum);
        }
    }
    let tail: f64 = x_tail.iter().zip(y_tail).map(|(x, y)| x * y).sum();
    tail + sums[0].plus(sums[1]).plus(sums[2].plus(sums[3])).sum()
}

/// `y += alpha x`.
pub fn add_scaled(y: &mut [f64], alpha: f64, x: &[f64]) {
    let (x_pairs, x_tail) = x.as_chunks::<2>();
    let (y_pairs, y_tail) = y.as_chunks_mut::<2>();
    let scale = Pair::splat(alpha);
    for (y, x) in y_pairs.iter_mut().zip(x_pairs) {
        scale.multiply_add(Pair::load(x), Pair::load(y)).store(y);
    }
    if let (Some(y), Some(x)) = (y_tail.first_mut(), x_tail.first()) {
        *y += alpha * x;
    }
}

/// The Euclidean norm, free of overflow and underflow.
pub fn norm(x: &[f64]) -> f64 {
    let direct = dot(x, x);
    if (1e-280..1e280).contains(&direct) {
        return direct.sqrt();
    }
    let largest = largest(x);
    if largest == 0.0 {
        return 0.0;
    }
    largest
        * x.iter()
            .map(|v| (v / largest) * (v / largest))
            .sum::<f64>()
            .sqrt()
}

/// The largest absolute value; 0 for an empty slice.
pub fn largest(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |largest, v| v.abs().max(largest))
}

/// Divides a vector by its norm and returns the norm; a zero vector stays zero.
pub fn normalize(x: &mut [f64]) -> f64 {
    let length = norm(x);
    if (1e-300..1e300).contains(&length) {
        let scale = 1.0 / length;
        x.iter_mut().for_each(|v| *v *= scale);
    } else if length > 0.0 {
        // In two steps, so that neither 1 / length nor the squares overflow.
        let largest = largest(x);
        x.iter_mut().for_each(|v| *v /= largest);
        let rest = dot(x, x).sqrt();
        x.iter_mut().for_each(|v| *v /= rest);
    }
    length
}

/// Rotates two vectors: `x' = c x + s y`, `y' = c y - s x`.
pub fn rotate(x: &mut [f64], y: &mut [f64], c: f64, s: f64) {
    for (x, y) in x.iter_mut().zip(y.iter_mut()) {
        (*x, *y) = (c * *x + s * *y, c * *y - s * *x);
    }
}
