//! Products, packed and blocked, against nalgebra's own.

use nalgebra::DMatrix;
use proptest::prelude::*;
use repr_linalg::cosine::{Normalization, gram, orthogonality};
use repr_linalg::gemm::{self, Part};
use repr_linalg::operand::{Operand, Target};

fn numbers(rows: usize, columns: usize, seed: u64) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |i, j| {
        ((i * 31 + j * 17) as f64 + seed as f64 % 1000.0).sin()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn products_equal_nalgebras(
        m in 0usize..150,
        k in 0usize..600,
        n in 0usize..150,
        flips: (bool, bool, bool),
        scalars in (-2.0..2.0, prop::sample::select(vec![0.0, 1.0, -0.5])),
        seed: u64,
    ) {
        let (alpha, beta) = scalars;
        let (a, b, c) = (numbers(m, k, seed), numbers(k, n, seed + 1), numbers(m, n, seed + 2));
        let expected = &a * &b * alpha + &c * beta;
        // The same operands, held transposed or not.
        let (at, bt) = (a.transpose(), b.transpose());
        let a = if flips.0 { Operand::of(&at).transpose() } else { Operand::of(&a) };
        let b = if flips.1 { Operand::of(&bt).transpose() } else { Operand::of(&b) };
        let mut result = if flips.2 { c.transpose() } else { c };
        let mut target = Target::of(&mut result);
        if flips.2 {
            gemm::product(alpha, a, b, beta, &mut target.transpose(), Part::Full);
        } else {
            gemm::product(alpha, a, b, beta, &mut target, Part::Full);
        }
        let result = if flips.2 { result.transpose() } else { result };
        prop_assert!((result - expected).abs().max() <= 1e-12);
    }

    #[test]
    fn grams_are_symmetric_and_equal_nalgebras(d in 1usize..300, count in 1usize..140, seed: u64) {
        let w = numbers(d, count, seed);
        let products = gram(&w);
        prop_assert_eq!(&products, &products.transpose());
        prop_assert!((products - w.transpose() * &w).abs().max() <= 1e-11);
    }

    #[test]
    fn orthogonality_ignores_lengths_and_stays_in_range(d in 1usize..50, count in 1usize..30, seed: u64) {
        let w = numbers(d, count, seed);
        let mut longer = w.clone();
        for (j, mut column) in longer.column_iter_mut().enumerate() {
            column *= 10f64.powi(j as i32 * 7 - 100);
        }
        let scores = orthogonality(w, Normalization::Filter);
        let largest = (count as f64 - 1.0) / count as f64;
        for (a, b) in scores.iter().zip(orthogonality(longer, Normalization::Filter)) {
            prop_assert!((a - b).abs() < 1e-13 && *a >= 0.0 && *a <= largest + 1e-15);
        }
    }
}
