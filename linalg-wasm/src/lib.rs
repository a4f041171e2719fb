//! Linear algebra for `repr`, compiled to one WebAssembly module without imports.
//!
//! Matrices are nalgebra's. TypeScript's row-major `J x d` kernel (one filter a row) is, byte for byte, nalgebra's
//! column-major `d x J` matrix (one filter a column), so nothing is ever transposed on the way in: in this crate a
//! *filter* is a *column*.
//!
//! nalgebra's own decompositions are references in the tests only: its SVD is wrong on many rank-deficient matrices and
//! none of its decompositions is blocked.

#![deny(missing_docs)]
#![warn(clippy::all)]

pub mod abi;
pub mod basis;
pub mod cosine;
pub mod eigen;
pub mod failure;
pub mod gemm;
mod householder;
mod kernel;
pub mod load;
pub mod null_space;
pub mod operand;
pub mod svd;
mod tridiagonal;
mod vector;
