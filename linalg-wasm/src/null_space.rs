//! New filters for re-initialization, orthogonal to the survivors and to their own old values as far as the dimensions allow.
//!
//! They are projected Gaussians. Trailing columns of a full QR would be orthogonal, too, but they are nearly one-hot.

use crate::basis::Basis;
use crate::eigen::symmetric_eigen;
use crate::failure::Failure;
use crate::gemm::{self, Part};
use crate::operand::{Operand, Target};
use crate::vector::{dot, normalize};
use nalgebra::DMatrix;

/// A constraint whose distance from the span of the others is below this takes no dimension: a filter that is orthogonal to
/// the others has a cosine with it below this number, well under 1e-6.
const COVERED: f64 = 4e-7;

/// What a new filter is orthogonal to; each rung requires less than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Rung {
    /// Orthogonal to survivors, old values and the other new filters.
    NullSpace = 0,
    /// Orthogonal to survivors and the other new filters.
    Survivors = 1,
    /// Along the direction in which the constraints have the least energy, orthogonal to the other new filters.
    LeastCovered = 2,
    /// The Gaussian itself, because the other new filters span the space.
    Random = 3,
}

/// The result of [`sample`].
#[derive(Clone, Debug)]
pub struct NewFilters {
    /// One filter per column.
    pub filters: DMatrix<f32>,
    /// One per filter.
    pub rungs: Vec<Rung>,
    /// Per filter the largest |cosine| to survivors, old values and the other new filters, of the f32 numbers.
    pub max_cosine: Vec<f64>,
}

/// Makes one filter of norm `length` per column of `gaussians`. `survivors` and `old` have unit or zero columns.
///
/// # Errors
///
/// [`Failure::Bound`] if the eigen-decomposition of the third rung reaches its bound.
pub fn sample(
    survivors: &DMatrix<f64>,
    old: &DMatrix<f64>,
    gaussians: &DMatrix<f64>,
    length: f64,
) -> Result<NewFilters, Failure> {
    let (fan_in, count) = gaussians.shape();
    let mut kept = Basis::new(fan_in);
    kept.extend(survivors.clone(), COVERED);
    let mut constraints = kept.clone();
    constraints.extend(old.clone(), COVERED);

    let mut made = DMatrix::zeros(fan_in, count);
    let first = count.min(constraints.free());
    made.columns_mut(0, first)
        .copy_from(&constraints.extend_by_all(&gaussians.columns(0, first).into_owned()));
    let mut rungs = vec![Rung::NullSpace; first];

    kept.add(&made.as_slice()[..fan_in * first]);
    let second = (count - first).min(kept.free());
    made.columns_mut(first, second)
        .copy_from(&kept.extend_by_all(&gaussians.columns(first, second).into_owned()));
    rungs.resize(first + second, Rung::Survivors);

    if rungs.len() < count {
        let mut siblings = Basis::new(fan_in);
        siblings.add(&made.as_slice()[..fan_in * (first + second)]);
        let directions = least_covered(survivors, old, &siblings)?;
        for direction in directions.iter().take(count - rungs.len()) {
            let gaussian = gaussians.column(rungs.len());
            let direction = along(&siblings, direction, gaussian.as_slice());
            siblings.add(&direction);
            made.column_mut(rungs.len())
                .as_mut_slice()
                .copy_from_slice(&direction);
            rungs.push(Rung::LeastCovered);
        }
        for j in rungs.len()..count {
            let mut column = made.column_mut(j);
            column.copy_from(&gaussians.column(j));
            normalize(column.as_mut_slice());
            rungs.push(Rung::Random);
        }
    }
    let filters = made.map(|v| (v * length) as f32);
    let max_cosine = measure(survivors, old, &filters);
    Ok(NewFilters {
        filters,
        rungs,
        max_cosine,
    })
}

/// A least-covered direction, made orthogonal to the new filters once more, with the Gaussian's sign.
fn along(siblings: &Basis, direction: &[f64], gaussian: &[f64]) -> Vec<f64> {
    let mut direction = siblings
        .outside(direction, 0.0)
        .unwrap_or_else(|| direction.to_vec());
    if dot(&direction, gaussian) < 0.0 {
        direction.iter_mut().for_each(|v| *v = -*v);
    }
    direction
}

/// Directions outside the span of the new filters, those with the smallest singular value of the constraints first.
fn least_covered(
    survivors: &DMatrix<f64>,
    old: &DMatrix<f64>,
    siblings: &Basis,
) -> Result<Vec<Vec<f64>>, Failure> {
    let fan_in = survivors.nrows();
    let mut coverage = DMatrix::zeros(fan_in, fan_in);
    // The directions of the new filters get a weight above all others, so that they come last.
    let weight = (survivors.ncols() + old.ncols() + 1) as f64;
    for (scale, columns) in [
        (1.0, survivors.as_view()),
        (1.0, old.as_view()),
        (weight, siblings.vectors()),
    ] {
        let a = Operand::of(&columns);
        let mut target = Target::of(&mut coverage);
        gemm::product(scale, a, a.transpose(), 1.0, &mut target, Part::Lower);
    }
    let eigen = symmetric_eigen(coverage)?;
    let free = fan_in - siblings.count();
    Ok((0..free)
        .map(|j| eigen.vectors.column(j).as_slice().to_vec())
        .collect())
}

/// The largest |cosine| of each filter to survivors, old values and the other filters.
fn measure(survivors: &DMatrix<f64>, old: &DMatrix<f64>, filters: &DMatrix<f32>) -> Vec<f64> {
    let mut units = filters.map(f64::from);
    crate::load::normalize_columns(&mut units);
    let mut largest = vec![0.0; units.ncols()];
    for (others, same) in [(survivors, false), (old, false), (&units, true)] {
        let mut cosines = DMatrix::zeros(others.ncols(), units.ncols());
        let a = Operand::of(others).transpose();
        let mut target = Target::of(&mut cosines);
        gemm::product(1.0, a, Operand::of(&units), 0.0, &mut target, Part::Full);
        if same {
            cosines.fill_diagonal(0.0);
        }
        for (largest, column) in largest.iter_mut().zip(cosines.column_iter()) {
            *largest = column
                .iter()
                .fold(*largest, |m: f64, v: &f64| m.max(v.abs()))
                .min(1.0);
        }
    }
    largest
}
