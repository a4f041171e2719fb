//! Max pooling and its gradient.

use crate::geometry::Geometry;
use crate::lanes::{load, store, zero};
use core::arch::wasm32::{
    f32x4_add, f32x4_eq, f32x4_max, f32x4_splat, i32x4_splat, v128_and, v128_andnot,
};

/// `y` = the maximum of each window, or NaN if the window contains NaN.
///
/// # Safety
///
/// The addresses must be valid, `x` and `y` for the batch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn max_pool(geometry: *const Geometry, x: *const f32, y: *mut f32) {
    // SAFETY: as above.
    let g = unsafe { &*geometry };
    for n in g.first..g.last {
        for oy in 0..g.out_height {
            for ox in 0..g.out_width {
                let position = (n * g.out_height + oy) * g.out_width + ox;
                let window = g.window(oy, ox);
                // SAFETY: the window is within the image, the position within the output.
                unsafe {
                    let image = x.add(n * g.image());
                    max_of_window(g, image, window, y.add(position * g.channels));
                }
            }
        }
    }
}

unsafe fn max_of_window(g: &Geometry, image: *const f32, window: [usize; 4], y: *mut f32) {
    let [top, bottom, left, right] = window;
    let lowest = f32x4_splat(f32::NEG_INFINITY);
    let mut c = 0;
    while c + 16 <= g.channels {
        let mut most = [lowest; 4];
        for row in top..bottom {
            for column in left..right {
                // SAFETY: the pixel is within the image, the sixteen channels within the pixel.
                unsafe {
                    let pixel = image.add((row * g.width + column) * g.channels + c);
                    for (i, most) in most.iter_mut().enumerate() {
                        *most = f32x4_max(*most, load(pixel.add(4 * i)));
                    }
                }
            }
        }
        for (i, most) in most.into_iter().enumerate() {
            // SAFETY: as above.
            unsafe { store(y.add(c + 4 * i), most) };
        }
        c += 16;
    }
    while c < g.channels {
        let mut most = f32::NEG_INFINITY;
        for row in top..bottom {
            for column in left..right {
                // SAFETY: the pixel is within the image.
                let value = unsafe { *image.add((row * g.width + column) * g.channels + c) };
                // No value is greater than NaN, so NaN stays the maximum.
                if value > most || value.is_nan() {
                    most = value;
                }
            }
        }
        // SAFETY: `c` is a channel.
        unsafe { *y.add(c) = most };
        c += 1;
    }
}

/// `dx` = each output's gradient at the first maximum of its window, summed.
///
/// # Safety
///
/// The addresses must be valid for the batch: `dy` and `y` for the output's shape, `x` and `dx` for the input's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn max_pool_gradient(
    geometry: *const Geometry,
    dy: *const f32,
    x: *const f32,
    y: *const f32,
    dx: *mut f32,
) {
    // SAFETY: as above.
    let g = unsafe { &*geometry };
    for n in g.first..g.last {
        // SAFETY: windows are within the image and positions within the output.
        unsafe {
            let (image, gradient) = (x.add(n * g.image()), dx.add(n * g.image()));
            zero(gradient, g.image());
            for oy in 0..g.out_height {
                for ox in 0..g.out_width {
                    let out = ((n * g.out_height + oy) * g.out_width + ox) * g.channels;
                    spread_gradient(
                        g,
                        image,
                        gradient,
                        g.window(oy, ox),
                        dy.add(out),
                        y.add(out),
                    );
                }
            }
        }
    }
}

unsafe fn spread_gradient(
    g: &Geometry,
    image: *const f32,
    gradient: *mut f32,
    window: [usize; 4],
    dy: *const f32,
    y: *const f32,
) {
    let [top, bottom, left, right] = window;
    let mut c = 0;
    while c + 8 <= g.channels {
        // SAFETY: the pixel is within the image, the eight channels within the pixel.
        unsafe {
            let (y0, y1) = (load(y.add(c)), load(y.add(c + 4)));
            let (dy0, dy1) = (load(dy.add(c)), load(dy.add(c + 4)));
            let (mut waiting0, mut waiting1) = (i32x4_splat(-1), i32x4_splat(-1));
            for row in top..bottom {
                for column in left..right {
                    let pixel = (row * g.width + column) * g.channels + c;
                    let (from, to) = (image.add(pixel), gradient.add(pixel));
                    let hit0 = v128_and(f32x4_eq(load(from), y0), waiting0);
                    let hit1 = v128_and(f32x4_eq(load(from.add(4)), y1), waiting1);
                    waiting0 = v128_andnot(waiting0, hit0);
                    waiting1 = v128_andnot(waiting1, hit1);
                    store(to, f32x4_add(load(to), v128_and(dy0, hit0)));
                    store(to.add(4), f32x4_add(load(to.add(4)), v128_and(dy1, hit1)));
                }
            }
        }
        c += 8;
    }
    while c < g.channels {
        // SAFETY: as above, for one channel.
        unsafe {
            'window: for row in top..bottom {
                for column in left..right {
                    let pixel = (row * g.width + column) * g.channels + c;
                    if *image.add(pixel) == *y.add(c) {
                        *gradient.add(pixel) += *dy.add(c);
                        break 'window;
                    }
                }
            }
        }
        c += 1;
    }
}
