//! A symmetric matrix times a vector: half of the work of a tridiagonal reduction. Its speed is that of the memory, so every
//! element is read once and used twice.

use crate::kernel::pair::Pair;
use nalgebra::DMatrix;

/// `y = a[first.., first..] x`, with the lower triangle of `a` read.
pub fn symmetric_times_vector(a: &DMatrix<f64>, first: usize, x: &[f64], y: &mut [f64]) {
    let order = a.nrows() - first;
    assert!(x.len() == order && y.len() == order, "lengths disagree");
    y.fill(0.0);
    let column = |j: usize| &a.as_slice()[(first + j) * a.nrows() + first..][..order];
    let mut j = 0;
    while j + 4 <= order {
        let columns = [column(j), column(j + 1), column(j + 2), column(j + 3)];
        for p in 0..4 {
            y[j + p] += columns[p][j + p] * x[j + p];
            for q in p + 1..4 {
                y[j + q] += columns[p][j + q] * x[j + p];
                y[j + p] += columns[p][j + q] * x[j + q];
            }
        }
        let sums = four_columns(
            columns.map(|c| &c[j + 4..]),
            &x[j..j + 4],
            &x[j + 4..],
            &mut y[j + 4..],
        );
        for p in 0..4 {
            y[j + p] += sums[p];
        }
        j += 4;
    }
    for j in j..order {
        let column = column(j);
        y[j] += column[j] * x[j];
        for i in j + 1..order {
            y[i] += column[i] * x[j];
            y[j] += column[i] * x[i];
        }
    }
}

/// Adds `columns * head` to `y` and returns `columns' * x`.
fn four_columns(columns: [&[f64]; 4], head: &[f64], x: &[f64], y: &mut [f64]) -> [f64; 4] {
    let scales = core::array::from_fn::<_, 4, _>(|p| Pair::splat(head[p]));
    let mut sums = [Pair::splat(0.0); 4];
    let pairs = columns.map(|c| c.as_chunks::<2>().0);
    let (x_pairs, x_tail) = x.as_chunks::<2>();
    let (y_pairs, y_tail) = y.as_chunks_mut::<2>();
    let rows = pairs[0].iter().zip(pairs[1]).zip(pairs[2]).zip(pairs[3]);
    for ((y, x), (((a, b), c), d)) in y_pairs.iter_mut().zip(x_pairs).zip(rows) {
        let x = Pair::load(x);
        let mut total = Pair::load(y);
        for (p, a) in [a, b, c, d].into_iter().enumerate() {
            let a = Pair::load(a);
            sums[p] = a.multiply_add(x, sums[p]);
            total = a.multiply_add(scales[p], total);
        }
        total.store(y);
    }
    let mut result = sums.map(Pair::sum);
    if let (Some(y), Some(x)) = (y_tail.first_mut(), x_tail.first()) {
        for p in 0..4 {
            if let Some(a) = columns[p].last() {
                result[p] += a * x;
                *y += a * head[p];
            }
        }
    }
    result
}
