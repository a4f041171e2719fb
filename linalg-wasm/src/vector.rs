//! Inner products and updates of contiguous vectors.

/// The inner product, in eight interleaved partial sums (short dependency chains, smaller rounding errors).
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (x_chunks, y_chunks) = (x.chunks_exact(8), y.chunks_exact(8));
    let tail: f64 = x_chunks
        .remainder()
        .iter()
        .zip(y_chunks.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (a, b) in x_chunks.zip(y_chunks) {
        for i in 0..8 {
            sums[i] += a[i] * b[i];
        }
    }
    tail + ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]))
}

/// `y += alpha x`.
pub fn add_scaled(y: &mut [f64], alpha: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += alpha * x;
    }
}

/// The Euclidean norm, free of overflow and underflow.
pub fn norm(x: &[f64]) -> f64 {
    let largest = largest(x);
    if largest == 0.0 {
        return 0.0;
    }
    if (1e-140..1e140).contains(&largest) {
        return dot(x, x).sqrt();
    }
    largest
        * x.iter()
            .map(|v| (v / largest) * (v / largest))
            .sum::<f64>()
            .sqrt()
}

/// The largest absolute value; 0 of nothing.
pub fn largest(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |largest, v| v.abs().max(largest))
}

/// Divides by the norm, which is returned; a zero vector stays zero.
pub fn normalise(x: &mut [f64]) -> f64 {
    let length = norm(x);
    if length > 0.0 {
        let largest = largest(x);
        // Two steps, so that neither 1 / length nor the squares overflow for subnormal vectors.
        x.iter_mut().for_each(|v| *v /= largest);
        let rest = dot(x, x).sqrt();
        x.iter_mut().for_each(|v| *v /= rest);
    }
    length
}
