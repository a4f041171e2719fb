//! Conversion of the caller's numbers to nalgebra matrices.

use crate::vector;
use nalgebra::DMatrix;

/// The caller's numbers, in either precision.
#[derive(Clone, Copy, Debug)]
pub enum Numbers<'a> {
    /// Single precision.
    F32(&'a [f32]),
    /// Double precision.
    F64(&'a [f64]),
}

impl Numbers<'_> {
    /// The index of the first NaN or infinity.
    pub fn first_non_finite(&self) -> Option<usize> {
        match self {
            Self::F32(values) => values.iter().position(|v| !v.is_finite()),
            Self::F64(values) => values.iter().position(|v| !v.is_finite()),
        }
    }

    /// A double-precision copy with `fan_in` rows: one filter per column.
    pub fn columns(&self, fan_in: usize, filters: usize) -> DMatrix<f64> {
        match self {
            Self::F32(values) => DMatrix::from_vec(
                fan_in,
                filters,
                values.iter().map(|&v| f64::from(v)).collect(),
            ),
            Self::F64(values) => DMatrix::from_vec(fan_in, filters, values.to_vec()),
        }
    }

    /// The same as [`Numbers::columns`] with each column divided by its norm; zero columns stay zero.
    pub fn unit_columns(&self, fan_in: usize, filters: usize) -> DMatrix<f64> {
        let mut columns = self.columns(fan_in, filters);
        normalize_columns(&mut columns);
        columns
    }
}

/// Divides each column by its norm; zero columns stay zero.
pub fn normalize_columns(columns: &mut DMatrix<f64>) {
    let height = columns.nrows().max(1);
    columns
        .as_mut_slice()
        .chunks_exact_mut(height)
        .for_each(|column| {
            vector::normalize(column);
        });
}
