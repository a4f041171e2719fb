//! The innermost loop of the matrix product: one tile of the result from two packed panels.

/// A number type that products can accumulate in.
pub trait Scalar: Copy + Default + PartialEq + 'static {
    /// Rows of a tile.
    const MR: usize;
    /// Columns of a tile.
    const NR: usize;
    /// 1.
    const ONE: Self;
    /// `x * y + z`, rounded once or twice.
    fn multiply_add(self, y: Self, z: Self) -> Self;
    /// `tile = a b` with `a` packed as `depth x MR`, `b` as `depth x NR` and `tile` as `MR x NR`.
    ///
    /// # Safety
    ///
    /// The three pointers must reach that many numbers.
    unsafe fn tile(depth: usize, a: *const Self, b: *const Self, tile: *mut Self);
}

macro_rules! scalar {
    ($type:ty, $mr:literal, $nr:literal) => {
        impl Scalar for $type {
            const MR: usize = $mr;
            const NR: usize = $nr;
            const ONE: Self = 1.0;

            #[inline(always)]
            fn multiply_add(self, y: Self, z: Self) -> Self {
                self * y + z
            }

            #[inline(always)]
            unsafe fn tile(depth: usize, a: *const Self, b: *const Self, tile: *mut Self) {
                let mut sums = [[0.0; $nr]; $mr];
                for k in 0..depth {
                    // SAFETY: the caller packed `depth` rows of both panels.
                    let (x, y) = unsafe {
                        (
                            &*a.add(k * $mr).cast::<[Self; $mr]>(),
                            &*b.add(k * $nr).cast::<[Self; $nr]>(),
                        )
                    };
                    for i in 0..$mr {
                        for j in 0..$nr {
                            sums[i][j] += x[i] * y[j];
                        }
                    }
                }
                // SAFETY: the caller gave room for a tile.
                unsafe { tile.cast::<[[Self; $nr]; $mr]>().write(sums) };
            }
        }
    };
}

scalar!(f32, 4, 8);
scalar!(f64, 4, 4);
