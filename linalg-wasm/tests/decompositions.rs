//! Decompositions against their definitions and against nalgebra.

use nalgebra::DMatrix;
use proptest::prelude::*;
use repr_linalg::eigen::symmetric_eigen;
use repr_linalg::qr::Qr;
use repr_linalg::svd::{Svd, singular_values, thin_svd};

/// Largest absolute difference of two matrices.
fn distance(a: &DMatrix<f64>, b: &DMatrix<f64>) -> f64 {
    assert_eq!(a.shape(), b.shape());
    (a - b).amax()
}

/// Largest entry of Q'Q - I.
fn skew(q: &DMatrix<f64>) -> f64 {
    distance(
        &(q.transpose() * q),
        &DMatrix::identity(q.ncols(), q.ncols()),
    )
}

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

/// Matrices that break naive algorithms: low rank, duplicates, zero columns, graded.
fn hard(rows: usize, columns: usize, seed: u64) -> DMatrix<f64> {
    let a = scattered(rows, columns, seed);
    match seed % 7 {
        0 => a,
        1 => scattered(rows, 1, seed) * scattered(1, columns, seed + 1),
        2 => DMatrix::zeros(rows, columns),
        3 => DMatrix::from_fn(rows, columns, |i, j| a[(i, j / 2)]),
        4 => DMatrix::from_fn(
            rows,
            columns,
            |i, j| if j % 3 == 0 { 0.0 } else { a[(i, j)] },
        ),
        5 => {
            let last = columns.max(2) as f64 - 1.0;
            DMatrix::from_fn(rows, columns, |i, j| {
                a[(i, j)] * 10f64.powf(-12.0 * j as f64 / last)
            })
        }
        _ => DMatrix::repeat(rows, columns, 1.0),
    }
}

fn check_svd(a: &DMatrix<f64>) {
    let Svd {
        left,
        values,
        right,
    } = thin_svd(a).unwrap();
    let scale = a.norm().max(f64::MIN_POSITIVE);
    assert!(skew(&left) < 1e-12, "left {}", skew(&left));
    assert!(skew(&right) < 1e-12, "right {}", skew(&right));
    let product = &left * DMatrix::from_diagonal(&values.clone().into()) * right.transpose();
    assert!(
        distance(&product, a) <= 1e-12 * scale,
        "{}",
        distance(&product, a) / scale
    );
    assert!(values.is_sorted_by(|x, y| x >= y) && values.iter().all(|v| *v >= 0.0));
}

fn check_eigen(a: &DMatrix<f64>) {
    let eigen = symmetric_eigen(a.clone()).unwrap();
    let scale = a.norm().max(f64::MIN_POSITIVE);
    assert!(skew(&eigen.vectors) < 1e-12, "{}", skew(&eigen.vectors));
    let values = DMatrix::from_diagonal(&eigen.values.clone().into());
    let product = &eigen.vectors * values * eigen.vectors.transpose();
    assert!(
        distance(&product, a) <= 1e-12 * scale,
        "{}",
        distance(&product, a) / scale
    );
    assert!(eigen.values.is_sorted());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn svd_is_orthonormal_and_reconstructs(rows in 1usize..60, columns in 1usize..60, seed: u64) {
        check_svd(&hard(rows, columns, seed));
    }

    #[test]
    fn eigen_is_orthonormal_and_reconstructs(n in 1usize..120, seed: u64) {
        let a = hard(n, n, seed);
        check_eigen(&(&a + a.transpose()));
        check_eigen(&(&a * a.transpose()));
    }

    #[test]
    fn qr_is_orthonormal_triangular_and_reconstructs(rows in 1usize..120, columns in 1usize..90, seed: u64) {
        let a = hard(rows.max(columns), columns, seed);
        let qr = Qr::new(a.clone());
        let q = qr.q(columns);
        prop_assert!(skew(&q) < 1e-12);
        prop_assert!(distance(&(&q * qr.r()), &a) < 1e-12);
        prop_assert_eq!(qr.r(), &qr.r().upper_triangle());
        prop_assert!(skew(&qr.q(rows.max(columns))) < 1e-12);
    }

    #[test]
    fn eigenvalues_equal_nalgebras(n in 1usize..80, seed: u64) {
        let a = scattered(n, n, seed);
        let a = &a + a.transpose();
        let mut expected = a.clone().symmetric_eigenvalues().as_slice().to_vec();
        expected.sort_by(f64::total_cmp);
        let actual = symmetric_eigen(a).unwrap().values;
        for (x, y) in actual.iter().zip(&expected) {
            prop_assert!((x - y).abs() < 1e-12 * n as f64);
        }
    }
}

#[test]
fn all_ones_have_one_singular_value() {
    for rows in 2..=30 {
        for columns in 2..=30 {
            let values = singular_values(&DMatrix::repeat(rows, columns, 1.0)).unwrap();
            assert!((values[0] - ((rows * columns) as f64).sqrt()).abs() < 1e-13 * values[0]);
            assert!(values[1] < 1e-13);
            check_svd(&DMatrix::repeat(rows, columns, 1.0));
        }
    }
}

#[test]
fn qr_of_noise_of_noise_stays_orthonormal() {
    // Each step on a matrix of rank one leaves rounding errors of the last one's: soon subnormal numbers.
    for columns in 2..60 {
        for scale in [1.0, 0.1, 1e-300, 3e-310] {
            let a = DMatrix::from_fn(columns + 8, columns, |i, _| scale * (1.0 + i as f64));
            let qr = Qr::new(a.clone());
            assert!(skew(&qr.q(columns)) < 1e-12);
            assert!(distance(&(qr.q(columns) * qr.r()), &a) <= 1e-12 * a.amax());
        }
    }
}

#[test]
fn large_orders_keep_their_accuracy() {
    let a = scattered(300, 300, 5);
    check_eigen(&(&a + a.transpose()));
    check_svd(&a);
    check_svd(&scattered(500, 200, 6));
}

#[test]
fn tridiagonal_test_matrices() {
    // Wilkinson's W(201)+: eigenvalues in pairs that agree to 14 digits and more.
    let n = 201;
    let wilkinson = DMatrix::from_fn(n, n, |i: usize, j: usize| match i.abs_diff(j) {
        0 => i.abs_diff(n / 2) as f64,
        1 => 1.0,
        _ => 0.0,
    });
    check_eigen(&wilkinson);
    // The (1, 2, 1) matrix: 2 - 2 cos(k pi / (n + 1)).
    let laplace = DMatrix::from_fn(n, n, |i: usize, j: usize| match i.abs_diff(j) {
        0 => 2.0,
        1 => -1.0,
        _ => 0.0,
    });
    let values = symmetric_eigen(laplace).unwrap().values;
    for (k, value) in values.iter().enumerate() {
        let exact = 2.0 - 2.0 * ((k + 1) as f64 * core::f64::consts::PI / (n + 1) as f64).cos();
        assert!((value - exact).abs() < 1e-13);
    }
    check_eigen(&DMatrix::identity(100, 100));
    check_eigen(&DMatrix::repeat(100, 100, 1.0));
}

#[test]
fn graded_singular_values_over_twelve_orders() {
    let n = 60;
    let (u, v) = (
        Qr::new(scattered(80, n, 1)).q(n),
        Qr::new(scattered(n, n, 2)).q(n),
    );
    let exact: Vec<f64> = (0..n)
        .map(|i| 10f64.powf(-12.0 * i as f64 / (n - 1) as f64))
        .collect();
    let a = u * DMatrix::from_diagonal(&exact.clone().into()) * v.transpose();
    check_svd(&a);
    for (x, y) in singular_values(&a).unwrap().iter().zip(&exact) {
        assert!((x - y).abs() < 1e-14);
    }
}

#[test]
fn extreme_magnitudes_neither_overflow_nor_underflow() {
    for scale in [1e-300, 1e-160, 1e160, 1e300] {
        let a = scattered(20, 12, 3);
        let (plain, scaled) = (
            singular_values(&a).unwrap(),
            singular_values(&(&a * scale)).unwrap(),
        );
        for (x, y) in plain.iter().zip(&scaled) {
            assert!((x - y / scale).abs() < 1e-13);
        }
    }
}

/// Symmetric tridiagonal matrices with clusters, tiny couplings and graded diagonals.
fn tridiagonal(n: usize, seed: u64) -> DMatrix<f64> {
    let random = scattered(n, 2, seed);
    let exponent = |x: f64| 10f64.powf(-16.0 * x.abs());
    DMatrix::from_fn(n, n, |i: usize, j: usize| {
        let (x, y) = (random[(i.min(j), 0)], random[(i.min(j), 1)]);
        match (i.abs_diff(j), seed % 6) {
            (0, 0) => x,
            (1, 0) => y,
            (0, 1) => 1.0 + 1e-14 * x,
            (1, 1) => exponent(y),
            (0, 2) => exponent(x),
            (1, 2) => exponent(x) * exponent(y).sqrt(),
            // Wilkinson matrices of order 21, glued by weak couplings.
            (0, 3) => (i % 21).abs_diff(10) as f64,
            (1, 3) => {
                if i.min(j) % 21 == 20 {
                    1e-8
                } else {
                    1.0
                }
            }
            (0, 4) => (x * 3.0).round(),
            (1, 4) => {
                if y > 0.0 {
                    1e-9
                } else {
                    1e-3
                }
            }
            (0, _) => 0.0,
            (1, _) => y,
            _ => 0.0,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn eigen_of_clustered_tridiagonals(n in 33usize..160, seed: u64) {
        check_eigen(&tridiagonal(n, seed));
    }
}

#[test]
fn singular_values_of_graded_matrices_of_low_rank_are_found() {
    // Of 192 filters that 119 directions make, each smaller than the one before: what is left of the others is rounding.
    for (n, rank, decay) in [(40, 13, 0.8), (192, 119, 0.87), (300, 180, 0.95)] {
        for seed in 0..4 {
            let mut a = scattered(n, rank, seed);
            for (j, mut column) in a.column_iter_mut().enumerate() {
                column *= f64::powi(decay, j as i32);
            }
            let a = a * scattered(rank, n, seed + 9);
            let values = singular_values(&a).expect("converges");
            let expected = a.clone().svd(false, false).singular_values;
            for (value, expected) in values.iter().zip(expected.iter()) {
                let error = (value - expected).abs() / values[0];
                assert!(error <= 1e-11, "{n} {rank} {seed}: {error:e}");
            }
            check_svd(&a);
        }
    }
}
