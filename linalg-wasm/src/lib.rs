//! Linear algebra for `repr`, compiled to one WebAssembly module without imports.
//!
//! Matrices are nalgebra's. TypeScript's row-major `J x d` kernel (one filter per row) is, byte for byte, nalgebra's
//! column-major `d x J` matrix (one filter per column), so inputs are not transposed: in this crate a
//! *filter* is a *column*.
//!
//! nalgebra's own decompositions are references in the tests only: its SVD is wrong on many rank-deficient matrices and
//! none of its decompositions is blocked.
//!
//! The host uses `abi` only. The other public modules are public for the integration tests in `tests/`.

#![deny(missing_docs)]
#![cfg_attr(target_arch = "wasm32", feature(asm_experimental_arch))]
#![warn(clippy::all)]

pub mod abi;
mod basis;
pub mod correlation;
pub mod cosine;
mod divide;
pub mod eigen;
mod failure;
pub mod gemm;
mod householder;
mod implicit_ql;
mod kernel;
mod load;
pub mod moments;
pub mod null_space;
pub mod operand;
mod pack;
pub mod pairwise;
pub mod qr;
mod rank_one;
mod secular;
pub mod svd;
mod symmetric_times_vector;
mod tridiagonal;
mod vector;
