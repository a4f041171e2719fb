//! Orthonormal bases to which vectors are added: of the span of the constraints, and of the new filters.

use crate::cosine::gram;
use crate::gemm::{self, Part};
use crate::operand::{Operand, Target};
use crate::qr::Qr;
use crate::vector::{add_scaled, dot, norm, normalize};
use nalgebra::{DMatrix, DMatrixView};

/// Columns are orthonormalized together if each keeps more than this of its length when the basis and the other columns are
/// projected out; else one by one.
const HEALTHY: f64 = 1e-6;

/// An orthonormal set of vectors in a space of a given dimension.
#[derive(Clone, Debug)]
pub struct Basis {
    dimension: usize,
    /// One vector after the other.
    vectors: Vec<f64>,
}

impl Basis {
    /// An empty basis.
    ///
    /// # Panics
    ///
    /// If the dimension is 0.
    pub fn new(dimension: usize) -> Self {
        assert!(dimension > 0, "a space of no dimension");
        Self {
            dimension,
            vectors: Vec::new(),
        }
    }

    /// The number of vectors.
    pub fn count(&self) -> usize {
        self.vectors.len() / self.dimension
    }

    /// The number of dimensions outside the span: how many vectors can still be added.
    pub fn free(&self) -> usize {
        self.dimension - self.count()
    }

    /// The vectors, one per column.
    pub fn vectors(&self) -> DMatrixView<'_, f64> {
        DMatrixView::from_slice(&self.vectors, self.dimension, self.count())
    }

    /// Adds vectors, one after another, that are known to be orthonormal and orthogonal to the others.
    ///
    /// # Panics
    ///
    /// If there are more than [`Basis::free`].
    pub fn add(&mut self, vectors: &[f64]) {
        assert!(
            vectors.len() <= self.free() * self.dimension,
            "more vectors than free dimensions"
        );
        self.vectors.extend_from_slice(vectors);
    }

    /// Subtracts from each column its part inside the span, twice: once leaves an error of order epsilon times the
    /// part removed, twice is enough (Kahan and Parlett).
    fn project_out(&self, columns: &mut DMatrix<f64>) {
        let vectors = self.vectors();
        let q = Operand::of(&vectors);
        for _ in 0..2 {
            let mut parts = DMatrix::zeros(self.count(), columns.ncols());
            let mut target = Target::of(&mut parts);
            gemm::product(
                1.0,
                q.transpose(),
                Operand::of(columns),
                0.0,
                &mut target,
                Part::Full,
            );
            let mut target = Target::of(columns);
            gemm::product(-1.0, q, Operand::of(&parts), 1.0, &mut target, Part::Full);
        }
    }

    /// Adds the directions of unit (or zero) columns until every column is within `tolerance` of the span. Zero, duplicate and
    /// dependent columns add nothing.
    ///
    /// A pivoted Cholesky decomposition of the columns' Gram matrix picks the independent ones. Its rounding errors are those
    /// of squares, so `tolerance` must be well above 1e-7.
    pub fn extend(&mut self, mut columns: DMatrix<f64>, tolerance: f64) {
        self.project_out(&mut columns);
        let mut chosen = independent(gram(&columns), tolerance);
        chosen.truncate(self.free());
        if chosen.is_empty() {
            return;
        }
        let mut columns = columns.select_columns(&chosen);
        crate::load::normalize_columns(&mut columns);
        self.project_out(&mut columns);
        let directions = Qr::new(columns).q(chosen.len());
        self.add(directions.as_slice());
    }

    /// Adds one direction per column: the part of the column outside the span, orthogonal to the other directions, by
    /// Gram-Schmidt. A column without such a part is replaced by an axis. Returns the directions.
    ///
    /// # Panics
    ///
    /// If there are more columns than [`Basis::free`].
    pub fn extend_by_all(&mut self, columns: &DMatrix<f64>) -> DMatrix<f64> {
        assert!(
            columns.ncols() <= self.free(),
            "more vectors than free dimensions"
        );
        let mut directions = columns.clone();
        crate::load::normalize_columns(&mut directions);
        self.project_out(&mut directions);
        let left = |column: usize| norm(directions.column(column).as_slice());
        if (0..columns.ncols()).all(|j| left(j) > HEALTHY) {
            crate::load::normalize_columns(&mut directions);
            self.project_out(&mut directions);
            let qr = Qr::new(directions);
            if qr
                .r()
                .diagonal()
                .iter()
                .all(|length| length.abs() > HEALTHY)
            {
                let mut directions = qr.q(columns.ncols());
                for (mut column, length) in directions.column_iter_mut().zip(&qr.r().diagonal()) {
                    column *= length.signum();
                }
                self.add(directions.as_slice());
                return directions;
            }
        }
        let mut directions = columns.clone();
        for mut column in directions.column_iter_mut() {
            let direction = self
                .outside(column.as_slice(), 1e-9)
                .unwrap_or_else(|| self.axis());
            column.as_mut_slice().copy_from_slice(&direction);
            self.add(&direction);
        }
        directions
    }

    /// The part of `x` outside the span, scaled to length 1; none if it is shorter than `tolerance` times `x`.
    pub fn outside(&self, x: &[f64], tolerance: f64) -> Option<Vec<f64>> {
        let mut rest = x.to_vec();
        if normalize(&mut rest) == 0.0 {
            return None;
        }
        for pass in 0..3 {
            for q in self.vectors().column_iter() {
                let q = q.as_slice();
                let part = dot(q, &rest);
                add_scaled(&mut rest, -part, q);
            }
            let left = normalize(&mut rest);
            if pass == 0 && left <= tolerance {
                return None;
            }
        }
        Some(rest)
    }

    /// A unit vector outside the span, near the coordinate axis with the smallest projection onto the span.
    fn axis(&self) -> Vec<f64> {
        let covered = |i: usize| self.vectors().row(i).norm_squared();
        let mut axis = vec![0.0; self.dimension];
        let least = (0..axis.len()).min_by(|&i, &j| covered(i).total_cmp(&covered(j)));
        if let Some(i) = least {
            axis[i] = 1.0;
        }
        self.outside(&axis, 0.0).unwrap_or(axis)
    }
}

/// Columns that span the rest to within `tolerance`, most independent first, given their Gram matrix: Cholesky with
/// diagonal pivoting, stopped when no column is farther than that from the span of those chosen.
fn independent(mut gram: DMatrix<f64>, tolerance: f64) -> Vec<usize> {
    let n = gram.nrows();
    let mut chosen: Vec<usize> = Vec::new();
    // The Cholesky factor, column after column, its rows in the original order.
    let mut factors: Vec<f64> = Vec::new();
    let mut distances: Vec<f64> = gram.diagonal().as_slice().to_vec();
    loop {
        let farthest = (0..n).max_by(|&i, &j| distances[i].total_cmp(&distances[j]));
        let Some(pivot) = farthest.filter(|&i| distances[i] > tolerance * tolerance) else {
            return chosen;
        };
        let root = distances[pivot].sqrt();
        let mut column = gram.column_mut(pivot);
        let column = column.as_mut_slice();
        for factor in factors.chunks_exact(n) {
            add_scaled(column, -factor[pivot], factor);
        }
        column.iter_mut().for_each(|v| *v /= root);
        for (distance, v) in distances.iter_mut().zip(column.iter()) {
            *distance -= v * v;
        }
        distances[pivot] = f64::NEG_INFINITY;
        chosen.push(pivot);
        factors.extend_from_slice(column);
    }
}
