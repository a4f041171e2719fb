//! Strided views that let one product routine read and write any nalgebra matrix, transposed or not.

use core::marker::PhantomData;
use nalgebra::{Dim, Matrix, RawStorage, RawStorageMut};

/// A matrix that is read. It may have any strides, so its transpose needs no copy.
#[derive(Clone, Copy)]
pub struct Operand<'a, T> {
    pub(crate) data: *const T,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) row_stride: usize,
    pub(crate) column_stride: usize,
    borrow: PhantomData<&'a T>,
}

impl<'a, T> Operand<'a, T> {
    /// Views a nalgebra matrix or view.
    pub fn of<R: Dim, C: Dim, S: RawStorage<T, R, C>>(matrix: &'a Matrix<T, R, C, S>) -> Self {
        let (rows, columns) = matrix.shape();
        let (row_stride, column_stride) = matrix.strides();
        let data = matrix.as_ptr();
        Self {
            data,
            rows,
            columns,
            row_stride,
            column_stride,
            borrow: PhantomData,
        }
    }

    /// Views `rows x columns` numbers, column after column.
    ///
    /// # Panics
    ///
    /// If `data` is shorter than that.
    pub fn columns(data: &'a [T], rows: usize, columns: usize) -> Self {
        assert!(data.len() >= rows * columns);
        let data = data.as_ptr();
        Self {
            data,
            rows,
            columns,
            row_stride: 1,
            column_stride: rows,
            borrow: PhantomData,
        }
    }

    /// The transpose of the same numbers.
    #[must_use]
    pub fn transpose(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }
}

/// A matrix that is written.
pub struct Target<'a, T> {
    pub(crate) data: *mut T,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) row_stride: usize,
    pub(crate) column_stride: usize,
    borrow: PhantomData<&'a mut T>,
}

impl<'a, T> Target<'a, T> {
    /// Views a nalgebra matrix or mutable view.
    pub fn of<R: Dim, C: Dim, S: RawStorageMut<T, R, C>>(
        matrix: &'a mut Matrix<T, R, C, S>,
    ) -> Self {
        let (rows, columns) = matrix.shape();
        let (row_stride, column_stride) = matrix.strides();
        let data = matrix.data.ptr_mut();
        Self {
            data,
            rows,
            columns,
            row_stride,
            column_stride,
            borrow: PhantomData,
        }
    }

    /// The transpose of the same numbers.
    #[must_use]
    pub fn transpose(&mut self) -> Target<'_, T> {
        Target {
            data: self.data,
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            borrow: PhantomData,
        }
    }
}
