//! Orthonormal bases that grow: of the space the constraints span, of the new filters, of singular vectors.

use crate::vector::{add_scaled, dot, norm, normalise};
use nalgebra::{DMatrix, DMatrixView};

/// An orthonormal set of vectors in a space of a given dimension.
#[derive(Clone, Debug)]
pub struct Basis {
    vectors: DMatrix<f64>,
    count: usize,
}

impl Basis {
    /// An empty basis with room for `capacity` vectors, or for `dimension` if that is less.
    pub fn new(dimension: usize, capacity: usize) -> Self {
        Self {
            vectors: DMatrix::zeros(dimension, capacity.min(dimension)),
            count: 0,
        }
    }

    /// The number of vectors.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The dimension of the space.
    pub fn dimension(&self) -> usize {
        self.vectors.nrows()
    }

    /// The vectors, one a column.
    pub fn vectors(&self) -> DMatrixView<'_, f64> {
        self.vectors.columns_range(..self.count)
    }

    /// Subtracts from `x` its part inside the span. Once leaves an error of order epsilon times the part removed; twice
    /// is enough (Kahan and Parlett).
    pub fn project_out(&self, x: &mut [f64]) {
        for q in self.vectors().column_iter() {
            let q = q.as_slice();
            add_scaled(x, -dot(q, x), q);
        }
    }

    /// The part of `x` outside the span, normalised; none if it is shorter than `tolerance` times `x`.
    pub fn outside(&self, x: &[f64], tolerance: f64) -> Option<Vec<f64>> {
        let mut rest = x.to_vec();
        let length = normalise(&mut rest);
        if length == 0.0 {
            return None;
        }
        self.project_out(&mut rest);
        let left = normalise(&mut rest);
        if left <= tolerance {
            return None;
        }
        self.project_out(&mut rest);
        // After a heavy cancellation the second projection, too, removes much: a third cleans up.
        if normalise(&mut rest) < 0.5 {
            self.project_out(&mut rest);
            normalise(&mut rest);
        }
        Some(rest)
    }

    /// Adds a unit vector that is known to be orthogonal to the others. Ignored when the basis is full.
    pub fn add(&mut self, unit: &[f64]) {
        if self.count < self.vectors.ncols() {
            self.vectors
                .column_mut(self.count)
                .as_mut_slice()
                .copy_from_slice(unit);
            self.count += 1;
        }
    }

    /// Adds the direction of `x` outside the span and returns the length of `x` along it. When nothing is left of `x`,
    /// the length is 0 and some vector outside the span is added.
    pub fn push(&mut self, x: &[f64]) -> f64 {
        match self.outside(x, f64::EPSILON) {
            Some(direction) => {
                self.add(&direction);
                dot(&direction, x).abs()
            }
            None => {
                self.complete(self.count + 1);
                0.0
            }
        }
    }

    /// Adds arbitrary directions until there are `count` (or as many as the space has).
    pub fn complete(&mut self, count: usize) {
        while self.count < count.min(self.vectors.ncols()) {
            let direction = self.any_outside();
            self.add(&direction);
        }
    }

    /// A unit vector outside the span, near the coordinate axis that is covered least.
    pub fn any_outside(&self) -> Vec<f64> {
        let covered = |i: usize| self.vectors().row(i).norm_squared();
        let mut axis = vec![0.0; self.dimension()];
        let least = (0..axis.len()).min_by(|&i, &j| covered(i).total_cmp(&covered(j)));
        if let Some(i) = least {
            axis[i] = 1.0;
        }
        self.outside(&axis, 0.0).unwrap_or(axis)
    }

    /// Adds the directions of unit (or zero) columns, most independent first, until every column lies within `tolerance`
    /// of the span: zero columns, duplicates and dependent columns add nothing.
    pub fn extend(&mut self, mut columns: DMatrix<f64>, tolerance: f64) {
        for mut column in columns.column_iter_mut() {
            self.project_out(column.as_mut_slice());
            self.project_out(column.as_mut_slice());
        }
        let mut left: Vec<usize> = (0..columns.ncols()).collect();
        while self.count < self.vectors.ncols() {
            let mut farthest = (0.0, 0);
            left.retain(|&j| {
                let length = norm(columns.column(j).as_slice());
                if length > farthest.0 {
                    farthest = (length, j);
                }
                length > tolerance
            });
            if farthest.0 <= tolerance {
                return;
            }
            let Some(direction) = self.outside(columns.column(farthest.1).as_slice(), 0.0) else {
                return;
            };
            for &j in &left {
                let mut column = columns.column_mut(j);
                let column = column.as_mut_slice();
                add_scaled(column, -dot(&direction, column), &direction);
            }
            self.add(&direction);
        }
    }
}
