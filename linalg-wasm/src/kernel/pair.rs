//! Arithmetic on two doubles at once.

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32::{
    f64x2_add, f64x2_div, f64x2_extract_lane, f64x2_relaxed_madd, f64x2_splat, f64x2_sub, v128,
    v128_load, v128_store,
};

/// Two doubles: a SIMD vector in WebAssembly, an array elsewhere.
#[derive(Clone, Copy)]
#[cfg(target_arch = "wasm32")]
pub struct Pair(v128);

/// Two doubles: a SIMD vector in WebAssembly, an array elsewhere.
#[derive(Clone, Copy)]
#[cfg(not(target_arch = "wasm32"))]
pub struct Pair([f64; 2]);

#[cfg(target_arch = "wasm32")]
impl Pair {
    /// The same value twice.
    #[inline(always)]
    pub fn splat(value: f64) -> Self {
        Self(f64x2_splat(value))
    }

    /// Two consecutive values.
    #[inline(always)]
    pub fn load(from: &[f64; 2]) -> Self {
        // SAFETY: the reference covers 16 bytes; loads need no alignment.
        Self(unsafe { v128_load(from.as_ptr().cast()) })
    }

    /// Writes two consecutive values.
    #[inline(always)]
    pub fn store(self, to: &mut [f64; 2]) {
        // SAFETY: the reference covers 16 bytes; stores need no alignment.
        unsafe { v128_store(to.as_mut_ptr().cast(), self.0) }
    }

    /// `self * y + z`.
    #[inline(always)]
    pub fn multiply_add(self, y: Self, z: Self) -> Self {
        Self(f64x2_relaxed_madd(self.0, y.0, z.0))
    }

    /// `self + y`.
    #[inline(always)]
    pub fn plus(self, y: Self) -> Self {
        Self(f64x2_add(self.0, y.0))
    }

    /// `self - y`.
    #[inline(always)]
    pub fn minus(self, y: Self) -> Self {
        Self(f64x2_sub(self.0, y.0))
    }

    /// `self / y`.
    #[inline(always)]
    pub fn over(self, y: Self) -> Self {
        Self(f64x2_div(self.0, y.0))
    }

    /// The sum of both.
    #[inline(always)]
    pub fn sum(self) -> f64 {
        f64x2_extract_lane::<0>(self.0) + f64x2_extract_lane::<1>(self.0)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Pair {
    /// The same value twice.
    #[inline(always)]
    pub fn splat(value: f64) -> Self {
        Self([value; 2])
    }

    /// Two consecutive values.
    #[inline(always)]
    pub fn load(from: &[f64; 2]) -> Self {
        Self(*from)
    }

    /// Writes two consecutive values.
    #[inline(always)]
    pub fn store(self, to: &mut [f64; 2]) {
        *to = self.0;
    }

    /// `self * y + z`.
    #[inline(always)]
    pub fn multiply_add(self, y: Self, z: Self) -> Self {
        Self([self.0[0] * y.0[0], self.0[1] * y.0[1]]).plus(z)
    }

    /// `self + y`.
    #[inline(always)]
    pub fn plus(self, y: Self) -> Self {
        Self([self.0[0] + y.0[0], self.0[1] + y.0[1]])
    }

    /// `self - y`.
    #[inline(always)]
    pub fn minus(self, y: Self) -> Self {
        Self([self.0[0] - y.0[0], self.0[1] - y.0[1]])
    }

    /// `self / y`.
    #[inline(always)]
    pub fn over(self, y: Self) -> Self {
        Self([self.0[0] / y.0[0], self.0[1] / y.0[1]])
    }

    /// The sum of both.
    #[inline(always)]
    pub fn sum(self) -> f64 {
        self.0[0] + self.0[1]
    }
}
