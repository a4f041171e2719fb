//! Moments and canonical correlations against their definitions.

use nalgebra::DMatrix;
use proptest::prelude::*;
use repr_linalg::correlation::canonical;
use repr_linalg::moments;
use repr_linalg::pairwise::pairwise;

/// Numbers in [-1, 1] that look random.
fn scattered(rows: usize, columns: usize, seed: u64) -> DMatrix<f64> {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    DMatrix::from_fn(rows, columns, |_, _| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((state >> 11) as f64) / ((1u64 << 52) as f64) - 1.0
    })
}

/// Covariance of the rows of `data`, in two passes.
fn covariance(data: &DMatrix<f64>) -> DMatrix<f64> {
    let mut centered = data.clone();
    for mut row in centered.row_iter_mut() {
        let mean = row.mean();
        row.add_scalar_mut(-mean);
    }
    &centered * centered.transpose() / (data.ncols() as f64 - 1.0)
}

/// Orthonormal basis (observations x variables) of the centered rows of `data`, which must be independent.
fn basis(data: &DMatrix<f64>) -> DMatrix<f64> {
    let mut centered = data.transpose();
    for mut column in centered.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
    }
    centered.qr().q()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn streamed_moments_equal_two_passes(
        variables in 1usize..20,
        blocks in prop::collection::vec(1usize..40, 1..6),
        offset in prop::sample::select(vec![0.0, 1.0, 1e6, -1e6]),
        seed: u64,
    ) {
        let rows = blocks.iter().sum::<usize>() + 1;
        let data = scattered(variables, rows, seed).add_scalar(offset);
        let mut mean = vec![0.0; variables];
        let mut scatter = DMatrix::zeros(variables, variables);
        let mut start = 0;
        for block in blocks.iter().chain(&[1]) {
            let part = &data.as_slice()[start * variables..(start + block) * variables];
            let origin = &data.as_slice()[..variables];
            moments::add(part, *block, start as f64, origin, &mut mean, &mut scatter);
            start += block;
        }
        let expected = covariance(&data);
        for j in 0..variables {
            prop_assert!((data[(j, 0)] + mean[j] - data.row(j).mean()).abs() <= 1e-15 * (offset.abs() + 1.0) * 4.0);
            for i in j..variables {
                let actual = scatter[(i, j)] / (rows as f64 - 1.0);
                prop_assert!((actual - expected[(i, j)]).abs() < 1e-12 * expected.amax(), "{actual}");
            }
        }
    }

    #[test]
    fn correlations_are_cosines_between_the_spaces_of_the_data(p in 1usize..12, q in 1usize..12, seed: u64) {
        let rows = 200;
        let data = scattered(p + q, rows, seed);
        let (first, second) = (data.rows(0, p).into_owned(), data.rows(p, q).into_owned());
        let found = canonical(&covariance(&data), p, 1e-12).unwrap();
        let expected = (basis(&first).transpose() * basis(&second)).singular_values();
        prop_assert_eq!(found.correlations.len(), p.min(q));
        for (x, y) in found.correlations.iter().zip(&expected) {
            prop_assert!((x - y).abs() < 1e-10 && (0.0..=1.0).contains(x));
        }
        for (coefficients, set) in [(&found.left, &first), (&found.right, &second)] {
            // Canonical variates are uncorrelated, of variance 1.
            let variates = coefficients.transpose() * set;
            let k = p.min(q);
            prop_assert!((covariance(&variates) - DMatrix::identity(k, k)).amax() < 1e-10);
        }
    }
}

#[test]
fn constants_have_no_scatter() {
    let data = vec![0.1f32; 3 * 1000];
    let (mut mean, mut scatter) = (vec![0.0; 3], DMatrix::zeros(3, 3));
    for (i, block) in data.chunks(3 * 250).enumerate() {
        let origin = [f64::from(0.1f32); 3];
        moments::add(
            block,
            250,
            250.0 * i as f64,
            &origin,
            &mut mean,
            &mut scatter,
        );
    }
    assert_eq!(scatter, DMatrix::zeros(3, 3));
    assert_eq!(mean, vec![0.0; 3]);
}

#[test]
fn dead_and_duplicate_variables_are_truncated() {
    let base = scattered(3, 100, 1);
    // Variables 0, 1, 1 again, a constant | 0 - 1, 2, 0.
    let data = DMatrix::from_fn(7, 100, |i, j| match i {
        0 | 1 => base[(i, j)],
        2 => base[(1, j)],
        3 => 5.0,
        4 => base[(0, j)] - base[(1, j)],
        5 => base[(2, j)],
        _ => base[(0, j)],
    });
    let found = canonical(&covariance(&data), 4, 1e-12).unwrap();
    assert_eq!(found.ranks, (2, 3));
    assert_eq!(found.correlations.len(), 2);
    assert!(
        found.correlations.iter().all(|c| (c - 1.0).abs() < 1e-12),
        "both directions are shared"
    );
    assert!(found.excess < 1e-12);
}

#[test]
fn pairwise_equals_one_by_one() {
    // Five sets of three variables: one random, one nearly the same, a duplicate variable, a dead set, a mixture.
    let base = scattered(12, 300, 9);
    let data = DMatrix::from_fn(15, 300, |i, j| match i {
        0..3 => base[(i, j)],
        3..6 => base[(i - 3, j)] + 0.3 * base[(i, j)],
        6 => base[(6, j)],
        7 | 8 => base[(7, j)],
        9..12 => 2.0,
        _ => base[(i - 12, j)] - 2.0 * base[((i - 11) % 3, j)],
    });
    let all = covariance(&data);
    let pairs = pairwise(&all, 3, 1e-12).unwrap();
    for i in 0..5 {
        for j in 0..5 {
            let indices: Vec<usize> = (3 * i..3 * i + 3).chain(3 * j..3 * j + 3).collect();
            let pair = all.select_rows(&indices).select_columns(&indices);
            let one = canonical(&pair, 3, 1e-12).unwrap();
            let expected = one.correlations.first().copied().unwrap_or(0.0);
            assert!(
                (pairs.correlations[(i, j)] - expected).abs() < 1e-12,
                "{i} {j}"
            );
        }
    }
    assert!(pairs.excess < 1e-12);
}
