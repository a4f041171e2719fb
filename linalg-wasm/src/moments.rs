//! Second moments of observations that arrive in blocks (Chan, Golub & LeVeque 1983).

use crate::gemm::{self, Part};
use crate::operand::{Operand, Target};
use nalgebra::DMatrix;

/// How many observations are centered and multiplied at once.
const ROWS: usize = 512;

/// Adds `rows` observations of as many variables as `origin` has to moments of `count` observations so far.
///
/// `origin` is any one observation, the same in all calls, and `mean` is the mean minus `origin`: the mean itself, if far from
/// 0, has too few digits for merging blocks. A constant variable then has a scatter of exactly 0. `scatter` is the sum of
/// outer products of deviations from the mean, of which the lower triangle is read and written.
///
/// # Panics
///
/// If the lengths disagree.
pub fn add<T: Copy + Into<f64>>(
    observations: &[T],
    rows: usize,
    count: f64,
    origin: &[f64],
    mean: &mut [f64],
    scatter: &mut DMatrix<f64>,
) {
    let variables = origin.len();
    assert!(observations.len() == rows * variables && mean.len() == variables);
    if rows == 0 || variables == 0 {
        return;
    }
    let mut center = vec![0.0; variables];
    for observation in observations.chunks_exact(variables) {
        for ((sum, &value), origin) in center.iter_mut().zip(observation).zip(origin) {
            *sum += value.into() - origin;
        }
    }
    let number = rows as f64;
    center.iter_mut().for_each(|sum| *sum /= number);
    let mut centered: Vec<f64> = Vec::with_capacity(ROWS.min(rows) * variables);
    for block in observations.chunks(ROWS * variables) {
        centered.clear();
        for observation in block.chunks_exact(variables) {
            let deviations = observation.iter().zip(origin).zip(&center);
            centered.extend(deviations.map(|((&v, origin), center)| (v.into() - origin) - center));
        }
        let a = Operand::columns(&centered, variables, centered.len() / variables);
        let mut target = Target::of(scatter);
        gemm::product(1.0, a, a.transpose(), 1.0, &mut target, Part::Lower);
    }
    let total = count + number;
    let shift: Vec<f64> = center
        .iter()
        .zip(&*mean)
        .map(|(new, old)| new - old)
        .collect();
    if count > 0.0 {
        let weight = count / total * number;
        for (j, mut column) in scatter.column_iter_mut().enumerate() {
            for (i, value) in column.iter_mut().enumerate().skip(j) {
                *value += weight * shift[i] * shift[j];
            }
        }
    }
    for (mean, shift) in mean.iter_mut().zip(&shift) {
        *mean += shift * (number / total);
    }
}
