//! New filters for re-initialization, with constraints that are nearly dependent to any degree.

use nalgebra::DMatrix;
use proptest::prelude::*;
use repr_linalg::null_space::{Rung, sample};

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

/// Largest |cosine| of a column with the columns of another matrix.
fn overlap(column: &[f64], others: &DMatrix<f64>) -> f64 {
    let own = DMatrix::from_column_slice(column.len(), 1, column);
    others
        .column_iter()
        .map(|other| {
            let lengths = own.norm() * other.norm();
            if lengths == 0.0 {
                0.0
            } else {
                (own.column(0).dot(&other) / lengths).abs()
            }
        })
        .fold(0.0, f64::max)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn cosines_keep_what_the_rung_says(
        fan_in in 1usize..60,
        kept in 0usize..40,
        pruned in 1usize..20,
        independent in 1usize..20,
        exponent in -18i32..0,
        seed: u64,
    ) {
        // Filters are mixtures of a few, plus noise of any size down to none.
        let base = scattered(fan_in, independent, seed);
        let mix = scattered(independent, kept + pruned, seed + 1);
        let noise = scattered(fan_in, kept + pruned, seed + 2) * 10f64.powi(exponent);
        let mixtures = &base * mix;
        // The noise in a filter of length 1: larger than `exponent` says where the mixture itself is short.
        let loudest = mixtures
            .column_iter()
            .zip(noise.column_iter())
            .map(|(mixture, noise)| noise.norm() / mixture.norm())
            .fold(0.0, f64::max);
        let mut all = mixtures + noise;
        for mut column in all.column_iter_mut() {
            let length = column.norm();
            if length > 0.0 {
                column /= length;
            }
        }
        let survivors = all.columns_range(..kept).into_owned();
        let old = all.columns_range(kept..).into_owned();
        let made = sample(&survivors, &old, &scattered(fan_in, pruned, seed + 3), 0.3).unwrap();
        prop_assert_eq!(made.rungs.len(), pruned);
        prop_assert!(made.rungs.is_sorted_by_key(|rung| *rung as u8));
        let filters = made.filters.map(f64::from);
        for j in 0..pruned {
            let own = filters.column(j);
            prop_assert!((own.norm() - 0.3).abs() < 1e-6);
            // Random ones come last and avoid nothing.
            let others: Vec<usize> = (0..pruned).filter(|&i| i != j).collect();
            let aimed = others.iter().copied().filter(|&i| made.rungs[i] != Rung::Random);
            let aimed: Vec<usize> = aimed.collect();
            let siblings = filters.select_columns(&others);
            let parts = [
                overlap(own.as_slice(), &filters.select_columns(&aimed)),
                overlap(own.as_slice(), &survivors),
                overlap(own.as_slice(), &old),
            ];
            let clear = match made.rungs[j] {
                Rung::NullSpace => 3,
                Rung::Survivors => 2,
                Rung::LeastCovered | Rung::Random => 0,
            };
            prop_assert!(parts[..clear].iter().all(|c| *c <= 1e-6), "{:?} {parts:?}", made.rungs[j]);
            let largest = parts.iter().fold(overlap(own.as_slice(), &siblings), |a, b| a.max(*b));
            prop_assert!((made.max_cosine[j] - largest).abs() < 1e-12);
        }
        // Even filters that are all independent leave this many dimensions free.
        let free = fan_in.saturating_sub(kept + pruned).min(pruned);
        let first = made.rungs.iter().filter(|rung| **rung == Rung::NullSpace).count();
        prop_assert!(first >= free);
        // Noise below rounding takes no dimension in addition to those of the few independent filters.
        if loudest <= 1e-8 {
            let free = fan_in.saturating_sub(independent.min(kept + pruned)).min(pruned);
            prop_assert!(first >= free, "{first} of {free}");
        }
    }
}
