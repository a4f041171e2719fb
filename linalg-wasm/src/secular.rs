//! Eigenvalues of a diagonal matrix plus a rank-one matrix: the roots of the secular equation
//! `1 + rho sum z_j^2 / (d_j - x) = 0` (Li 1993, LAPACK's dlaed4).

use crate::failure::Failure;
use crate::kernel::pair::Pair;

/// Bound on the iterations for one root; three to six are usual.
const ITERATIONS: usize = 120;

/// A root, stored as a distance from the nearest pole so that its distance from every pole is accurate.
#[derive(Clone, Copy, Debug)]
pub struct Root {
    /// Index of the pole.
    pub origin: usize,
    /// `x - d[origin]`.
    pub offset: f64,
}

/// The equation, with distinct ascending poles, `rho` > 0 and no zero weight.
pub struct Secular<'a> {
    /// The d of the equation.
    pub poles: &'a [f64],
    /// The rho z^2 of the equation.
    pub weights: &'a [f64],
}

/// The sums of the equation at one point.
struct Sums {
    /// Over the poles up to the root's own, which is to the left of the root; never positive.
    left: f64,
    left_slope: f64,
    /// Over the poles to the right; never negative.
    right: f64,
    right_slope: f64,
}

impl Sums {
    fn value(&self) -> f64 {
        1.0 + self.left + self.right
    }

    /// A bound on the rounding error of the value.
    fn noise(&self, offset: f64) -> f64 {
        let slope = self.left_slope + self.right_slope;
        f64::EPSILON * (8.0 * (1.0 - self.left + self.right) + offset.abs() * slope)
    }
}

impl Secular<'_> {
    /// Root `i`, the only one between poles `i` and `i + 1` (or beyond the last).
    ///
    /// # Errors
    ///
    /// [`Failure::Bound`] after [`ITERATIONS`] steps.
    pub fn root(&self, i: usize) -> Result<Root, Failure> {
        let last = i + 1 == self.poles.len();
        let total: f64 = self.weights.iter().sum();
        let gap = if last {
            total
        } else {
            self.poles[i + 1] - self.poles[i]
        };
        let middle = 0.5 * gap;
        let above = self.sums(i, i, middle).value() > 0.0;
        let (origin, mut low, mut high) = match (last, above) {
            (true, true) => (i, 0.0, middle),
            (true, false) => (i, middle, gap),
            (false, true) => (i, 0.0, middle),
            (false, false) => (i + 1, -middle, 0.0),
        };
        let mut offset = if origin == i { middle } else { -middle };
        let mut previous = f64::INFINITY;
        for _ in 0..ITERATIONS {
            let sums = self.sums(origin, i, offset);
            let value = sums.value();
            if value.abs() <= sums.noise(offset) {
                return Ok(Root { origin, offset });
            }
            if value > 0.0 {
                high = offset;
            } else {
                low = offset;
            }
            if high - low <= 2.0 * f64::EPSILON * low.abs().max(high.abs()) {
                return Ok(Root { origin, offset });
            }
            let step = if last {
                self.step_beyond(offset, &sums)
            } else {
                self.step_between(origin, i, offset, &sums)
            };
            let next = offset + step;
            // A step that leaves the bracket, or that is too slow, is replaced by bisection.
            let slow = value.abs() > 0.5 * previous;
            offset = if next > low && next < high && !slow {
                next
            } else {
                bisect(low, high)
            };
            previous = value.abs();
        }
        Err(Failure::Bound)
    }

    /// Zero of the function with poles `i` and `i + 1` that agrees with both sums and their slopes.
    fn step_between(&self, origin: usize, i: usize, offset: f64, sums: &Sums) -> f64 {
        let left = (self.poles[i] - self.poles[origin]) - offset;
        let right = (self.poles[i + 1] - self.poles[origin]) - offset;
        let value = sums.value();
        let c = value - left * sums.left_slope - right * sums.right_slope;
        let slope = sums.left_slope + sums.right_slope;
        let a = (left + right) * value - left * right * slope;
        let b = left * right * value;
        let root = (a * a - 4.0 * b * c).abs().sqrt();
        let step = if c == 0.0 {
            b / a
        } else if a <= 0.0 {
            (a - root) / (2.0 * c)
        } else {
            2.0 * b / (a + root)
        };
        if value * step > 0.0 {
            -value / slope
        } else {
            step
        }
    }

    /// Zero of the function with the last pole only that agrees with the value and the slope.
    fn step_beyond(&self, offset: f64, sums: &Sums) -> f64 {
        let value = sums.value();
        let slope = sums.left_slope + sums.right_slope;
        -offset * value / (value + offset * slope)
    }

    fn sums(&self, origin: usize, i: usize, offset: f64) -> Sums {
        let (left, left_slope) = self.partial(..i + 1, origin, offset);
        let (right, right_slope) = self.partial(i + 1.., origin, offset);
        Sums {
            left,
            left_slope,
            right,
            right_slope,
        }
    }

    /// The sum over a range of poles, and its derivative.
    fn partial<R>(&self, range: R, origin: usize, offset: f64) -> (f64, f64)
    where
        R: core::slice::SliceIndex<[f64], Output = [f64]> + Clone,
    {
        let (poles, poles_tail) = self.poles[range.clone()].as_chunks::<2>();
        let (weights, weights_tail) = self.weights[range].as_chunks::<2>();
        let shift = self.poles[origin];
        let (shifts, offsets) = (Pair::splat(shift), Pair::splat(offset));
        let (mut sum, mut slope) = (Pair::splat(0.0), Pair::splat(0.0));
        for (pole, weight) in poles.iter().zip(weights) {
            let distance = Pair::load(pole).minus(shifts).minus(offsets);
            let term = Pair::load(weight).over(distance);
            sum = sum.plus(term);
            slope = slope.plus(term.over(distance));
        }
        let (mut sum, mut slope) = (sum.sum(), slope.sum());
        for (pole, weight) in poles_tail.iter().zip(weights_tail) {
            let distance = (pole - shift) - offset;
            let term = weight / distance;
            sum += term;
            slope += term / distance;
        }
        (sum, slope)
    }
}

/// The middle of a bracket; the geometric one if its ends are orders apart.
fn bisect(low: f64, high: f64) -> f64 {
    let (near, far) = if low >= 0.0 {
        (low, high)
    } else {
        (-high, -low)
    };
    let middle = if near > 0.0 && far > 16.0 * near {
        (near.sqrt()) * (far.sqrt())
    } else if near == 0.0 {
        far / 64.0
    } else {
        near + 0.5 * (far - near)
    };
    if low >= 0.0 { middle } else { -middle }
}
