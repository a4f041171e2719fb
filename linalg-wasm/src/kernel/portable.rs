//! The kernels in plain Rust, for native builds (tests).

macro_rules! tile {
    ($name:ident, $type:ty, $mr:literal, $nr:literal) => {
        /// # Safety
        ///
        /// See [`super::Scalar::tile`].
        pub unsafe fn $name(depth: usize, a: *const $type, b: *const $type, tile: *mut $type) {
            let mut sums = [[0.0; $nr]; $mr];
            for k in 0..depth {
                // SAFETY: the caller packed `depth` rows of both panels.
                let (x, y) = unsafe {
                    (
                        &*a.add(k * $mr).cast::<[$type; $mr]>(),
                        &*b.add(k * $nr).cast::<[$type; $nr]>(),
                    )
                };
                for i in 0..$mr {
                    for j in 0..$nr {
                        sums[i][j] += x[i] * y[j];
                    }
                }
            }
            // SAFETY: `tile` points to MR x NR numbers.
            unsafe { tile.cast::<[[$type; $nr]; $mr]>().write(sums) };
        }
    };
}

tile!(tile_f32, f32, 4, 8);
tile!(tile_f64, f64, 4, 4);
